-- As insert.sql, for readings that are believed new: one that is stored refuses them all.
insert into edge.reading_new (tag_id, observed_at, received_at, value, quality)
select tag_id, observed_at, received_at, value, quality
from batch
