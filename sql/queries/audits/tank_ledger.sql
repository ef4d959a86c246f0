-- Batteries that close a day with another stock than the next day opens with: the first such day,
-- and by how many barrels together.
with ledger as (
    select organization_id, facility_id, produced_on, closing_nsv_bbl,
           lead(opening_nsv_bbl) over (
               partition by organization_id, facility_id order by produced_on) as next_opening
    from wellflow.tank_ledger_day
    where produced_on >= %(month)s and produced_on < %(next_month)s
)
select 'battery ' || f.facility_code as subject, min(l.produced_on) as on_date,
       sum(abs(l.next_opening - l.closing_nsv_bbl)) as amount
from ledger l
join wellflow.facility f on (f.organization_id, f.id) = (l.organization_id, l.facility_id)
where l.next_opening <> l.closing_nsv_bbl
group by f.facility_code
order by f.facility_code
