-- The newest version of every completion's months up to one month, in order.
select distinct on (m.completion_id, m.month)
       m.*, c.completion_name, c.main_product
from wellflow.allocated_month m
join wellflow.completion c on c.organization_id = m.organization_id and c.id = m.completion_id
where m.month <= %(as_of_month)s
order by m.completion_id, m.month, m.version desc
