"""From devices to the store: protocols, the site file, the spool, forwarding, the supervisor.

Belongs here: one folder per protocol (imported only when a site file names it), what is durable
at the edge, and what keeps sources running.
Does not belong here: polars, numpy, scipy, dagster, any rule of the books, and simulated devices
(`simulation`).
"""
