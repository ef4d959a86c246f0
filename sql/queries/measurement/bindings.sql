-- What tags tell about which measuring point, for bindings that touch a window.
select b.tag_id, t.tag_name, t.kind::text as kind, t.unit::text as unit, t.rollover_at,
       t.deadband, t.max_rate_per_hour, t.hold_max_s, b.role::text as role,
       b.meter_id, b.tank_id, b.completion_id, b.scale, b.effective_from, b.effective_to
from wellflow.tag_binding b
join wellflow.tag t on t.organization_id = b.organization_id and t.id = b.tag_id
where b.effective_from < %(to_at)s
  and (b.effective_to is null or b.effective_to > %(from_at)s)
order by b.effective_from, t.tag_name
