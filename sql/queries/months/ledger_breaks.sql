-- Each battery's month of stock: days missing, and closing stocks that the next day does not open
-- with, in units of 0.0001 bbl. A day is missing inside the ledger's own span, or when oil flowed
-- to the battery; a battery that oil flowed to is listed though it has no ledger at all.
with ledger as (
    select organization_id, facility_id, produced_on, closing_nsv_bbl,
           lead(opening_nsv_bbl) over (
               partition by organization_id, facility_id order by produced_on) as next_opening
    from wellflow.tank_ledger_day
    where produced_on >= %(month)s and produced_on < %(next_month)s
),
fed as (
    select e.organization_id, e.facility_id, count(distinct d.produced_on)::integer as n_days
    from wellflow.network_edge e
    join generate_series(
        %(month)s::date, %(next_month)s::date - 1, interval '1 day') as d (produced_on)
        on e.effective_from <= d.produced_on
        and (e.effective_to is null or e.effective_to > d.produced_on)
    where e.product in ('oil', 'condensate')
    group by e.organization_id, e.facility_id
)
select f.facility_code,
       greatest(
           coalesce(max(l.produced_on) - min(l.produced_on) + 1, 0),
           max(coalesce(fed.n_days, 0)))::integer
           - count(l.produced_on)::integer as n_missing,
       (coalesce(sum(abs(l.next_opening - l.closing_nsv_bbl)), 0) * 10000)::bigint as break_units
from ledger l
full join fed
    on (fed.organization_id, fed.facility_id) = (l.organization_id, l.facility_id)
join wellflow.facility f
    on f.organization_id = coalesce(l.organization_id, fed.organization_id)
    and f.id = coalesce(l.facility_id, fed.facility_id)
group by f.facility_code
order by f.facility_code
