"""From the spool to the database: batches read ahead, sent until committed, refusals kept.

Belongs here: the order of sending, what is tried again, what becomes a dead letter.
Does not belong here: how the spool keeps them (`ingest.spool`), and SQL (`storage.rows.edge`).
"""
