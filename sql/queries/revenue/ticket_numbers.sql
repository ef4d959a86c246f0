-- Loads that a purchaser took in a production month from the tanks of a property's reporting unit:
-- of a facility that is the unit's own, or that the unit's completions flowed to in the month.
select t.ticket_number
from wellflow.property p
join wellflow.tank k on k.organization_id = p.organization_id
join wellflow.facility f on (f.organization_id, f.id) = (k.organization_id, k.facility_id)
join wellflow.run_ticket t on (t.organization_id, t.tank_id) = (k.organization_id, k.id)
where p.id = %(property_id)s
  and t.purchaser_id = %(purchaser_id)s
  and t.closed_at > %(from_at)s and t.closed_at <= %(to_at)s
  and not t.is_rejected
  and not exists (
      select from wellflow.run_ticket later
      where later.organization_id = t.organization_id and later.supersedes_id = t.id)
  and (f.reporting_unit_id = p.reporting_unit_id
       or exists (
           select from wellflow.network_edge e
           join wellflow.completion_reporting_unit m
               on (m.organization_id, m.completion_id) = (e.organization_id, e.completion_id)
           where e.organization_id = f.organization_id and e.facility_id = f.id
             and e.product in ('oil', 'condensate')
             and m.reporting_unit_id = p.reporting_unit_id
             and e.effective_from < %(to_at)s
             and (e.effective_to is null or e.effective_to > %(from_at)s)
             and m.effective_from < %(to_at)s
             and (m.effective_to is null or m.effective_to > %(from_at)s)))
order by t.closed_at, t.ticket_number
