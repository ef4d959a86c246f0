-- Every meter.
select id, meter_name, facility_id, product::text as product, kind::text as kind,
       use::text as use, truth_owner::text as truth_owner, meter_factor, pressure_base_psia
from wellflow.meter
order by id
