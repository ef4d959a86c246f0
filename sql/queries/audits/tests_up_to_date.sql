-- Completions allocated by another well test than the one that counts now: the first such day, and
-- how many there are. A completion whose name two have is called by its whole name.
select p.point_name as subject, min(a.produced_on) as on_date, count(*) as amount
from wellflow.allocated_day a
join wellflow.point p on (p.organization_id, p.id) = (a.organization_id, a.completion_id)
where a.produced_on >= %(month)s and a.produced_on < %(next_month)s
  and a.well_test_id is not null
  and a.well_test_id is distinct from (
      select t.id
      from wellflow.well_test t
      where t.organization_id = a.organization_id
        and t.completion_id = a.completion_id
        and t.tested_on <= a.produced_on
        and t.is_valid
        and not exists (
            select from wellflow.well_test later
            where later.organization_id = t.organization_id and later.supersedes_id = t.id)
      order by t.tested_on desc, t.id desc
      limit 1)
group by p.id, p.point_name
order by p.point_name
