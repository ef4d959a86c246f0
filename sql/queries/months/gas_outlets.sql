-- Gas that left through each meter of a facility in a month, overridden figures left out.
select m.facility_id, f.facility_code, f.reporting_unit_id, m.id as meter_id, m.meter_name,
       m.use, sum(d.amount) as volume_mcf
from wellflow.measured_day d
join wellflow.meter m on (m.organization_id, m.id) = (d.organization_id, d.meter_id)
join wellflow.facility f on (f.organization_id, f.id) = (m.organization_id, m.facility_id)
where d.produced_on >= %(month)s and d.produced_on < %(next_month)s
  and d.quantity = 'gas' and d.amount is not null
  and m.use in ('sales', 'fuel', 'flare', 'vent')
  and not exists (
      select from wellflow.measured_day later
      where later.organization_id = d.organization_id and later.overrides_id = d.id)
group by m.facility_id, f.facility_code, f.reporting_unit_id, m.id, m.meter_name, m.use
order by m.meter_name
