-- No conflict target: naming one would need SELECT on the key, which a collector must not have.
insert into edge.reading_in (organization_id, tag_id, observed_at, received_at, value, quality)
select %s, tag_id, observed_at, received_at, value, quality
from batch
on conflict do nothing
