-- Stages that failed on days of a month, or that nobody ran: the first day of each reason, and on
-- how many days it holds.
select s.stage::text || ' ' || coalesce(t.reasons[1], 'was not run') as subject,
       min(d.produced_on)::date as on_date, count(*) as amount
from generate_series(
    %(month)s::date, %(next_month)s::date - 1, interval '1 day') as d (produced_on)
cross join unnest(enum_range(null::wellflow.day_stage)) as s (stage)
left join wellflow.day_state t on t.produced_on = d.produced_on and t.stage = s.stage
where t.outcome is null or t.outcome = 'failed'
group by s.stage, t.outcome, t.reasons[1]
order by on_date, s.stage, subject
