-- A month of each battery: stock at both ends and what left it, net standard.
select l.facility_id, f.facility_code, f.reporting_unit_id,
       (array_agg(l.opening_nsv_bbl order by l.produced_on))[1] as opening_bbl,
       (array_agg(l.closing_nsv_bbl order by l.produced_on desc))[1] as closing_bbl,
       sum(l.hauled_nsv_bbl) as hauled_bbl, sum(l.piped_nsv_bbl) as piped_bbl,
       sum(l.produced_nsv_bbl) as produced_bbl, count(*)::integer as n_days
from wellflow.tank_ledger_day l
join wellflow.facility f on (f.organization_id, f.id) = (l.organization_id, l.facility_id)
where l.produced_on >= %(month)s and l.produced_on < %(next_month)s
group by l.facility_id, f.facility_code, f.reporting_unit_id
order by f.facility_code
