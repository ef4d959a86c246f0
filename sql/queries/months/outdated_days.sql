-- Days of a month that were measured again after they were allocated, or allocated by another
-- well test than the one that counts now.
select a.produced_on, 'was measured again after it was allocated' as reason
from wellflow.day_state a
join wellflow.day_state m
    on m.organization_id = a.organization_id and m.produced_on = a.produced_on
    and m.stage = 'measure'
where a.stage = 'allocate'
  and a.produced_on >= %(month)s and a.produced_on < %(next_month)s
  and m.created_at > a.created_at
union all
select a.produced_on,
       'went by an outdated well test of ' || string_agg(c.completion_name, ', ' order by c.completion_name)
from wellflow.allocated_day a
join wellflow.completion c on (c.organization_id, c.id) = (a.organization_id, a.completion_id)
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
group by a.produced_on
order by 1, 2
