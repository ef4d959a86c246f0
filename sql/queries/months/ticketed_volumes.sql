-- Loads of a production month that went otherwise than by truck, by facility and kind.
select k.facility_id, t.disposition_kind as kind, sum(t.oil_nsv_bbl) as volume_bbl,
       coalesce(array_agg(distinct t.remark order by t.remark) filter (where t.remark <> ''), '{}')
           as remarks
from wellflow.run_ticket t
join wellflow.tank k on (k.organization_id, k.id) = (t.organization_id, t.tank_id)
where t.closed_at > %(from_at)s and t.closed_at <= %(to_at)s
  and t.disposition_kind <> 'truck'
  and not t.is_rejected
  and k.product in ('oil', 'condensate')
  and not exists (
      select from wellflow.run_ticket later
      where later.organization_id = t.organization_id and later.supersedes_id = t.id)
group by k.facility_id, t.disposition_kind
order by k.facility_id, t.disposition_kind
