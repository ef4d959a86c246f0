-- Every tank.
select id, tank_name, facility_id, product::text as product, height_in, api_gravity_60f, bsw_pct
from wellflow.tank
order by id
