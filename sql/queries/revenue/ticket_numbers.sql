-- Loads that a purchaser took, for each line of a statement, in the line's production month from the
-- tanks of its property's reporting unit: of a facility that is the unit's own, or that the unit's
-- completions flowed to in the month.
select l.line_number, array_agg(t.ticket_number order by t.closed_at, t.ticket_number)
from unnest(
    %(line_numbers)s::integer[], %(property_ids)s::uuid[], %(from_ats)s::timestamptz[],
    %(to_ats)s::timestamptz[]) as l (line_number, property_id, from_at, to_at)
join wellflow.property p on p.id = l.property_id
join wellflow.tank k on k.organization_id = p.organization_id
join wellflow.facility f on (f.organization_id, f.id) = (k.organization_id, k.facility_id)
join wellflow.run_ticket t on (t.organization_id, t.tank_id) = (k.organization_id, k.id)
where t.purchaser_id = %(purchaser_id)s
  and t.closed_at > l.from_at and t.closed_at <= l.to_at
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
             and e.effective_from < l.to_at
             and (e.effective_to is null or e.effective_to > l.from_at)
             and m.effective_from < l.to_at
             and (m.effective_to is null or m.effective_to > l.from_at)))
group by l.line_number
