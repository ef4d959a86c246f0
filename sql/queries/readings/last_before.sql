-- The last good reading of each tag before an instant, no older than a limit.
select distinct on (tag_id) tag_id, observed_at, value, quality
from wellflow.reading
where tag_id = any(%(tag_ids)s)
  and observed_at >= %(oldest_at)s
  and observed_at < %(before_at)s
  and value is not null
  and quality < 1073741824
order by tag_id, observed_at desc
