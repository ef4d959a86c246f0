-- Statements of a number that no later one corrects.
select s.id
from wellflow.statement s
where s.statement_number = %(statement_number)s
  and not exists (
      select from wellflow.statement later
      where later.organization_id = s.organization_id and later.supersedes_id = s.id
  )
order by s.statement_on, s.id
