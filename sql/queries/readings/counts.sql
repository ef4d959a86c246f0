-- How many readings lie in each span between bounds, each span without its start and with its
-- end; spans without any are left out. One pass over the tags' own index.
select width_bucket(r.observed_at - interval '1 microsecond', %(bounds)s::timestamptz[]) as span,
       count(*) as n_readings
from wellflow.reading r
where r.tag_id = any(array(select t.id from wellflow.tag t))
  and r.observed_at > %(from_at)s
  and r.observed_at <= %(to_at)s
group by 1
