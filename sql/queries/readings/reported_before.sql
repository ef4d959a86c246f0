-- Which tags had sent anything at all before an instant.
select asked.tag_id
from unnest(%(tag_ids)s::uuid[]) as asked (tag_id)
where exists (
    select from wellflow.reading r
    where r.tag_id = asked.tag_id and r.observed_at < %(before_at)s
)
