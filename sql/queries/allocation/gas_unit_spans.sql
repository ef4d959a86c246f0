-- When a completion belonged to a gas reporting unit: its liquid is condensate then.
select c.*
from wellflow.completion_reporting_unit c
join wellflow.reporting_unit u
  on u.organization_id = c.organization_id and u.id = c.reporting_unit_id
where u.kind = 'gas_id'
  and c.effective_from <= %(last_day)s
  and (c.effective_to is null or c.effective_to > %(first_day)s)
order by c.completion_id, c.effective_from
