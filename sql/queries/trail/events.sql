-- The chain of the tenant in scope, each column as the text that is hashed.
select
    e.organization_id::text as organization_id,
    coalesce(e.seq, 0) as seq,
    e.id::text as id,
    to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
    e.app_user_id::text as app_user_id,
    e.actor,
    e.session_id::text as session_id,
    e.login,
    e.from_address,
    e.application,
    e.kind,
    e.subject,
    e.before::text as before,
    e.after::text as after,
    e.previous_hash,
    e.hash
from wellflow.audit_event e
order by e.seq
