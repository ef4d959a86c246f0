-- What every measuring point stands under: a meter and a tank at a facility, a completion in a well.
select m.id, f.facility_code as place
from wellflow.meter m
join wellflow.facility f on (f.organization_id, f.id) = (m.organization_id, m.facility_id)
union all
select t.id, f.facility_code
from wellflow.tank t
join wellflow.facility f on (f.organization_id, f.id) = (t.organization_id, t.facility_id)
union all
select c.id, w.well_name
from wellflow.completion c
join wellflow.well w on (w.organization_id, w.id) = (c.organization_id, c.well_id)
