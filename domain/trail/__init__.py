"""The trail of an organization: events in a chain, where the chain breaks, anchors outside of it.

Belongs here: an event and its canonical text, the walk along a chain, the lines of an anchors'
file, and how an event reads.
Does not belong here: how events come about (the database notes them), and where they are read from.
"""
