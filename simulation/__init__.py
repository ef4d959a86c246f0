"""A virtual field and recorded days, served by real protocol servers in lockstep with readers.

Belongs here: the physics of the virtual field, its papers, simulated devices and their broker,
the replay of a recorded field (the one part that reads it with polars).
Does not belong here: sources, the spool, anything that reads a database.
"""
