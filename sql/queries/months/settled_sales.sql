-- What purchasers' statements say was sold in a month, by reporting unit, phase, kind and the
-- pressure base of gas.
select p.reporting_unit_id, case when l.product = 'gas' then 'gas' else 'liquid' end as phase,
       k.kind, l.unit::text,
       case when l.product = 'gas' then l.pressure_base_psia end as pressure_base_psia,
       sum(l.volume) as volume,
       array_agg(distinct s.statement_number order by s.statement_number) as statement_numbers
from wellflow.statement_line l
join wellflow.statement s on (s.organization_id, s.id) = (l.organization_id, l.statement_id)
join wellflow.property p on (p.organization_id, p.id) = (l.organization_id, l.property_id)
left join lateral (
    select c.disposition_kind::text as kind
    from wellflow.sales_contract c
    where c.organization_id = l.organization_id
      and c.purchaser_id = s.purchaser_id
      and c.property_id = l.property_id
      and c.product = l.product
      and c.effective_from < %(next_month)s
      and (c.effective_to is null or c.effective_to > %(month)s)
    order by c.effective_from desc
    limit 1
) k on true
where l.sales_month = %(month)s
  and l.product in ('oil', 'condensate', 'gas')
  and p.reporting_unit_id is not null
  and not exists (
      select from wellflow.statement later
      where later.organization_id = s.organization_id and later.supersedes_id = s.id)
group by p.reporting_unit_id, 2, k.kind, l.unit, 5
order by p.reporting_unit_id, 2, k.kind, l.unit, 5
