-- Every reading of some tags from one instant to another, both included, in order.
select tag_id, observed_at, value, quality
from wellflow.reading
where tag_id = any(%(tag_ids)s)
  and observed_at >= %(from_at)s
  and observed_at <= %(to_at)s
order by tag_id, observed_at
