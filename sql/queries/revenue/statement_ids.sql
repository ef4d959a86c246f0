-- Statements of a number, or of PURCHASER/NUMBER, that no later one corrects.
select s.id
from wellflow.statement s
join wellflow.company c on (c.organization_id, c.id) = (s.organization_id, s.purchaser_id)
where %(statement_number)s in (s.statement_number, c.company_code || '/' || s.statement_number)
  and not exists (
      select from wellflow.statement later
      where later.organization_id = s.organization_id and later.supersedes_id = s.id
  )
order by s.statement_on, s.id
