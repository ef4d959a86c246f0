"""From devices to the store: protocols, the site file, the spool, forwarding, the supervisor.

Belongs here: one folder per protocol (imported only when a site file names it), what is durable
at the edge, and simulated devices that speak the real protocols.
Does not belong here: polars, numpy, scipy, dagster, and any rule of the books.
"""
