"""A virtual field and recorded days, served by real protocol servers in lockstep with readers.

Belongs here: the physics of the virtual field, its papers, simulated devices, the replayer.
Does not belong here: sources, the spool, anything that reads a database, polars or numpy.
"""
