-- The newest run that stands of a statement or of any other version of the same paper.
select r.*
from wellflow.statement s
join wellflow.statement paper
    on (paper.organization_id, paper.purchaser_id, paper.statement_number)
     = (s.organization_id, s.purchaser_id, s.statement_number)
join wellflow.revenue_run r on (r.organization_id, r.statement_id) = (paper.organization_id, paper.id)
where s.id = %(statement_id)s and r.state <> 'reversed'
order by (r.statement_id = s.id) desc, r.version desc
limit 1
