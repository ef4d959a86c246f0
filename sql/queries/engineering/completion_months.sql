-- The newest version of every completion's months up to one month, in order.
select distinct on (m.completion_id, m.month)
       m.completion_id, c.completion_name, c.main_product::text as main_product, m.month,
       m.oil_bbl, m.gas_mcf, m.condensate_bbl, m.oil_native, m.gas_native,
       m.native_liquid_unit, m.native_gas_unit, m.hours_on, m.hours_in_month
from wellflow.allocated_month m
join wellflow.completion c on c.organization_id = m.organization_id and c.id = m.completion_id
where m.month <= %(as_of_month)s
order by m.completion_id, m.month, m.version desc
