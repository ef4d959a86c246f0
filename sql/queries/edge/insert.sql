-- The rule of the view adds the organization, refuses foreign tags and leaves out what is stored.
insert into edge.reading_in (tag_id, observed_at, received_at, value, quality)
select tag_id, observed_at, received_at, value, quality
from batch
