-- Ends of the chain that were written down, oldest first.
select
    a.seq,
    a.hash,
    to_char(a.anchored_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as anchored_at,
    a.reason,
    a.where_to
from wellflow.audit_anchor a
order by a.anchored_at, a.seq, a.where_to
