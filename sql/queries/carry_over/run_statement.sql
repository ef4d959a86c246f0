-- One statement, and whether a later one corrects it.
select s.id, s.purchaser_id, c.company_name as purchaser_name, s.statement_number,
       s.statement_on, s.total_usd, s.check_amount_usd,
       exists (
           select from wellflow.statement later
           where later.organization_id = s.organization_id and later.supersedes_id = s.id
       ) as is_superseded
from wellflow.statement s
join wellflow.company c on (c.organization_id, c.id) = (s.organization_id, s.purchaser_id)
where s.id = %(statement_id)s
