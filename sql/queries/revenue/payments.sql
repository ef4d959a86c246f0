-- Payments of a run.
select p.*, c.company_code as owner_code
from wellflow.payment p
join wellflow.company c on (c.organization_id, c.id) = (p.organization_id, p.owner_id)
where p.revenue_run_id = %(run)s
order by c.company_code
