-- Meters, tanks and completions whose name two have, each by its whole name.
select x.id, x.whole_name
from (
    select m.id, concat_ws('/', coalesce(f.facility_code, ''), m.meter_name) as whole_name,
           count(*) over (partition by m.meter_name) as n_alike
    from wellflow.meter m
    left join wellflow.facility f
        on (f.organization_id, f.id) = (m.organization_id, m.facility_id)
    union all
    select t.id, concat_ws('/', f.facility_code, t.tank_name),
           count(*) over (partition by t.tank_name)
    from wellflow.tank t
    join wellflow.facility f on (f.organization_id, f.id) = (t.organization_id, t.facility_id)
    union all
    select c.id, concat_ws('/', coalesce(l.lease_number, ''), w.well_name, c.completion_name),
           count(*) over (partition by c.completion_name)
    from wellflow.completion c
    join wellflow.well w on (w.organization_id, w.id) = (c.organization_id, c.well_id)
    left join wellflow.lease l on (l.organization_id, l.id) = (w.organization_id, w.lease_id)
) x
where x.n_alike > 1
