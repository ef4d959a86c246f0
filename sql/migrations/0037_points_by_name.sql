-- What a person calls a meter, tank or completion: its own name where no other of its sort has it,
-- else its whole name, BATT-A/TK-1. Said once, for records and audits alike.

create view wellflow.point
with (security_invoker) as
select
    m.organization_id,
    m.id,
    case when count(*) over (partition by m.organization_id, m.meter_name) = 1
        then m.meter_name
        else concat_ws('/', coalesce(f.facility_code, ''), m.meter_name)
    end as point_name
from wellflow.meter m
left join wellflow.facility f on (f.organization_id, f.id) = (m.organization_id, m.facility_id)
union all
select
    t.organization_id,
    t.id,
    case when count(*) over (partition by t.organization_id, t.tank_name) = 1
        then t.tank_name
        else concat_ws('/', f.facility_code, t.tank_name)
    end
from wellflow.tank t
join wellflow.facility f on (f.organization_id, f.id) = (t.organization_id, t.facility_id)
union all
select
    c.organization_id,
    c.id,
    case when count(*) over (partition by c.organization_id, c.completion_name) = 1
        then c.completion_name
        else concat_ws('/', coalesce(l.lease_number, ''), w.well_name, c.completion_name)
    end
from wellflow.completion c
join wellflow.well w on (w.organization_id, w.id) = (c.organization_id, c.well_id)
left join wellflow.lease l on (l.organization_id, l.id) = (w.organization_id, w.lease_id);

comment on view wellflow.point is
    'one row per meter, tank and completion: what a person calls it, told apart from namesakes';

grant select on wellflow.point to :"pipeline", :"api";
