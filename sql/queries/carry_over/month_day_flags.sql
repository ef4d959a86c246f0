-- Flags of a month's allocated days, counted by completion.
select a.completion_id, flag, count(*)::integer as n_days
from wellflow.allocated_day a
cross join lateral unnest(a.flags) as flag
where a.produced_on >= %(month)s and a.produced_on < %(next_month)s
group by a.completion_id, flag
order by a.completion_id, flag
