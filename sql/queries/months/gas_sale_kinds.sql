-- As what kind each reporting unit's gas is sold, by the contract in force.
select distinct on (p.reporting_unit_id) p.reporting_unit_id, c.disposition_kind::text
from wellflow.sales_contract c
join wellflow.property p on (p.organization_id, p.id) = (c.organization_id, c.property_id)
where c.product = 'gas'
  and p.reporting_unit_id is not null
  and c.effective_from < %(next_month)s
  and (c.effective_to is null or c.effective_to > %(month)s)
order by p.reporting_unit_id, c.effective_from desc, c.id
