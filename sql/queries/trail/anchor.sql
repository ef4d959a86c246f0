-- Writes down the end of the chain of an organization; nothing where it has no events.
select
    a.seq,
    a.hash,
    to_char(a.anchored_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as anchored_at,
    %(reason)s as reason,
    %(where_to)s as where_to
from wellflow.anchor_trail(%(organization_id)s, %(reason)s, %(where_to)s) a
