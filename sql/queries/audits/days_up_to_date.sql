-- Days of a month that were measured again after they were allocated, each on its own.
select 'day' as subject, a.produced_on as on_date, 1 as amount
from wellflow.day_state a
join wellflow.day_state m
    on m.organization_id = a.organization_id and m.produced_on = a.produced_on
    and m.stage = 'measure'
where a.stage = 'allocate'
  and a.produced_on >= %(month)s and a.produced_on < %(next_month)s
  and m.created_at > a.created_at
order by a.produced_on
