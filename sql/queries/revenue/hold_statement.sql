-- One worker at a time on a statement and its corrections, which share purchaser and number.
select pg_advisory_xact_lock(
    hashtextextended(s.organization_id || '/' || s.purchaser_id || '/' || s.statement_number, 2))
from wellflow.statement s
where s.id = %(statement_id)s
