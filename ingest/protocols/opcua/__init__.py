"""OPC UA: nodes of a server, subscribed to with a queue as long as the burst.

Belongs here: the site model, the source, the probe, values with their status and times.
Does not belong here: a write or a call of any kind.
"""
