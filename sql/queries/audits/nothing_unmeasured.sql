-- Oil and gas of a month that an instrument should have told and did not. Nothing stands in for
-- it, so the month lacks it: the first such day of a point, and how many there are. Gas sales that
-- a statement settles for every unit need no meter, and what flows to a facility is measured there.
-- A meter or completion whose name two have is called by its whole name.
with settled as (
    select distinct p.organization_id, p.reporting_unit_id
    from wellflow.statement_line l
    join wellflow.statement s on (s.organization_id, s.id) = (l.organization_id, l.statement_id)
    join wellflow.property p on (p.organization_id, p.id) = (l.organization_id, l.property_id)
    where l.sales_month = %(month)s
      and l.product = 'gas'
      and not exists (
          select from wellflow.statement later
          where later.organization_id = s.organization_id and later.supersedes_id = s.id)
),
served as (
    select e.organization_id, e.facility_id, bool_and(s.reporting_unit_id is not null) as is_settled
    from wellflow.network_edge e
    join wellflow.completion_reporting_unit u
        on (u.organization_id, u.completion_id) = (e.organization_id, e.completion_id)
        and u.effective_from < %(next_month)s
        and (u.effective_to is null or u.effective_to > %(month)s)
    left join settled s
        on (s.organization_id, s.reporting_unit_id) = (u.organization_id, u.reporting_unit_id)
    where e.product = 'gas'
      and e.effective_from < %(next_month)s
      and (e.effective_to is null or e.effective_to > %(month)s)
    group by e.organization_id, e.facility_id
)
select p.point_name || ' told no ' || d.quantity as subject,
       min(d.produced_on) as on_date, count(*) as amount
from wellflow.measured_day d
join wellflow.point p
    on (p.organization_id, p.id) = (d.organization_id, coalesce(d.meter_id, d.completion_id))
left join wellflow.meter m on (m.organization_id, m.id) = (d.organization_id, d.meter_id)
left join served v on (v.organization_id, v.facility_id) = (m.organization_id, m.facility_id)
where d.produced_on >= %(month)s and d.produced_on < %(next_month)s
  and d.quantity in ('oil', 'gas')
  and d.amount is null
  and (m.id is null or m.use in ('sales', 'fuel', 'flare', 'vent'))
  and not (d.quantity = 'gas' and m.use = 'sales' and coalesce(v.is_settled, false))
  and not exists (
      select from wellflow.network_edge e
      where e.organization_id = d.organization_id
        and e.completion_id = d.completion_id
        and (e.product::text = d.quantity::text or (d.quantity = 'oil' and e.product = 'condensate'))
        and e.effective_from <= d.produced_on
        and (e.effective_to is null or e.effective_to > d.produced_on))
  and not exists (
      select from wellflow.measured_day later
      where later.organization_id = d.organization_id and later.overrides_id = d.id)
group by p.id, p.point_name, d.quantity
order by subject
