-- Batteries whose ledger says another volume was hauled than the loads sealed in the production
-- month, and by how many barrels the loads are more. No day of it can be named.
with hauled as (
    select organization_id, facility_id, sum(hauled_nsv_bbl) as volume
    from wellflow.tank_ledger_day
    where produced_on >= %(month)s and produced_on < %(next_month)s
    group by organization_id, facility_id
),
sealed as (
    select k.organization_id, k.facility_id, sum(t.oil_nsv_bbl) as volume
    from wellflow.run_ticket t
    join wellflow.tank k on (k.organization_id, k.id) = (t.organization_id, t.tank_id)
    where t.closed_at > %(from_at)s and t.closed_at <= %(to_at)s
      and not t.is_rejected
      and k.product in ('oil', 'condensate')
      and not exists (
          select from wellflow.run_ticket later
          where later.organization_id = t.organization_id and later.supersedes_id = t.id)
    group by k.organization_id, k.facility_id
)
select 'battery ' || f.facility_code as subject, null::date as on_date,
       coalesce(s.volume, 0) - coalesce(h.volume, 0) as amount
from hauled h
full join sealed s on (s.organization_id, s.facility_id) = (h.organization_id, h.facility_id)
join wellflow.facility f
    on f.organization_id = coalesce(h.organization_id, s.organization_id)
    and f.id = coalesce(h.facility_id, s.facility_id)
where coalesce(s.volume, 0) <> coalesce(h.volume, 0)
order by f.facility_code
