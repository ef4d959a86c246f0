-- How each day of a month went in each stage; a day nobody worked is absent.
select d.produced_on::date, s.stage::text, coalesce(t.outcome::text, 'absent') as outcome,
       coalesce(t.reasons[1], '') as reason
from generate_series(
    %(month)s::date, %(next_month)s::date - 1, interval '1 day') as d (produced_on)
cross join unnest(enum_range(null::wellflow.day_stage)) as s (stage)
left join wellflow.day_state t on t.produced_on = d.produced_on and t.stage = s.stage
order by 1, 2
