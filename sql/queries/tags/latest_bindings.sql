-- The last binding of each tag, whether it still holds or not.
select distinct on (tag_id) *
from wellflow.tag_binding
where tag_id = any(%(tag_ids)s)
order by tag_id, effective_from desc
