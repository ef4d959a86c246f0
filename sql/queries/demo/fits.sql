-- The newest decline fit of each producer.
select c.completion_name, f.state::text, f.qi_per_day, f.rate_unit, f.di_nominal_per_year,
       f.b_factor, f.months_used, f.uptime_fraction, f.flags
from wellflow.decline_fit f
join wellflow.completion c on (c.organization_id, c.id) = (f.organization_id, f.completion_id)
where c.main_product <> 'water'
order by c.completion_name
