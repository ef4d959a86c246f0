-- Monthly volumes per completion as the devices count them.
select c.completion_name, m.month, m.oil_native, m.gas_native, m.water_native, m.injection_native
from wellflow.allocated_month m
join wellflow.completion c on (c.organization_id, c.id) = (m.organization_id, m.completion_id)
order by c.completion_name, m.month
