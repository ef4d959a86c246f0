-- One statement, and whether a later one corrects it.
select s.*, c.company_name as purchaser_name,
       exists (
           select from wellflow.statement later
           where later.organization_id = s.organization_id and later.supersedes_id = s.id
       ) as is_superseded
from wellflow.statement s
join wellflow.company c on (c.organization_id, c.id) = (s.organization_id, s.purchaser_id)
where s.id = %(statement_id)s
