-- One worker at a time on a statement and its corrections, which share a purchaser.
select 1
from wellflow.company c
join wellflow.statement s on (s.organization_id, s.purchaser_id) = (c.organization_id, c.id)
where s.id = %(statement_id)s
for no key update of c
