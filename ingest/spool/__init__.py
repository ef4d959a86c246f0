"""The only durable edge: what a collector keeps on its disk until the database committed it.

Belongs here: the SQLite file, its lock, its reserve of space, commits shared by sources, what may
enter, what it says of its devices and of itself.
Does not belong here: sending (`ingest.forwarding`), and anything that needs a database server.
"""
