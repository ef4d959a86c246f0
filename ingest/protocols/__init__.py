"""A folder per protocol, imported only when a site file or a URL names it.

Belongs here: what a site file says of a device, connecting to it, asking for values, telling it
what was stored, one look at one value; and the registry of the folders.
Does not belong here: what happens to a reading afterwards (spool, forwarding), and anything that
changes a device: every source only reads.
"""
