-- Flows that a tag counts while another tag of its kind does. A totalizer beside a rate is none:
-- the better kind is taken.
select t.tag_name, u.tag_name as other_tag_name, b.role::text,
       coalesce(f.facility_code || '/', w.well_name || '/', '')
           || coalesce(m.meter_name, k.tank_name, c.completion_name) as point_name,
       greatest(b.effective_from, o.effective_from) as since
from wellflow.tag_binding b
join wellflow.tag t on (t.organization_id, t.id) = (b.organization_id, b.tag_id)
join wellflow.tag_binding o
    on o.organization_id = b.organization_id and o.tag_id <> b.tag_id and o.role = b.role
    and (o.meter_id = b.meter_id or o.tank_id = b.tank_id or o.completion_id = b.completion_id)
    and tstzrange(o.effective_from, o.effective_to) && tstzrange(b.effective_from, b.effective_to)
join wellflow.tag u
    on (u.organization_id, u.id) = (o.organization_id, o.tag_id) and u.kind = t.kind
left join wellflow.meter m on (m.organization_id, m.id) = (b.organization_id, b.meter_id)
left join wellflow.tank k on (k.organization_id, k.id) = (b.organization_id, b.tank_id)
left join wellflow.completion c on (c.organization_id, c.id) = (b.organization_id, b.completion_id)
left join wellflow.facility f
    on f.organization_id = b.organization_id and f.id in (m.facility_id, k.facility_id)
left join wellflow.well w on (w.organization_id, w.id) = (c.organization_id, c.well_id)
where b.tag_id = any(%(tag_ids)s)
  and b.role in ('oil', 'gas', 'gas_lift', 'water', 'injection')
order by since, t.tag_name
