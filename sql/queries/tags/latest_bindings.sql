select distinct on (tag_id)
    tag_id, id, role::text, meter_id, tank_id, completion_id, scale, register, effective_from,
    effective_to
from wellflow.tag_binding
where tag_id = any(%(tag_ids)s)
order by tag_id, effective_from desc
