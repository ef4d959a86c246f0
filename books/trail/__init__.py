"""The trail of an organization's acts: verified against its anchors, anchored, and shown.

Belongs here: the walk along a stored chain, writing its end down outside the database, the events
a person asks for.
Does not belong here: noting events (the database does it where the act is made), the rules of a
chain (`domain.trail`), and what the command line prints.
"""
