-- Batteries without a ledger on a day on which oil flowed to them, or inside the span of days that
-- their ledger covers: the first such day, and how many there are.
with month_days as (
    select d.produced_on::date as produced_on
    from generate_series(
        %(month)s::date, %(next_month)s::date - 1, interval '1 day') as d (produced_on)
),
ledger as (
    select organization_id, facility_id, produced_on
    from wellflow.tank_ledger_day
    where produced_on >= %(month)s and produced_on < %(next_month)s
),
covered as (
    select organization_id, facility_id, min(produced_on) as first_day, max(produced_on) as last_day
    from ledger
    group by organization_id, facility_id
),
due as (
    select e.organization_id, e.facility_id, d.produced_on
    from wellflow.network_edge e
    join month_days d
        on e.effective_from <= d.produced_on
        and (e.effective_to is null or e.effective_to > d.produced_on)
    where e.product in ('oil', 'condensate')
    union
    select c.organization_id, c.facility_id, d.produced_on
    from covered c
    join month_days d on d.produced_on between c.first_day and c.last_day
)
select 'battery ' || f.facility_code as subject, min(due.produced_on) as on_date,
       count(*) as amount
from due
join wellflow.facility f on (f.organization_id, f.id) = (due.organization_id, due.facility_id)
where not exists (
    select from ledger l
    where (l.organization_id, l.facility_id, l.produced_on)
        = (due.organization_id, due.facility_id, due.produced_on))
group by f.facility_code
order by f.facility_code
