-- Lines of a statement with the sales contract in force in the month of sale.
select l.*, p.property_number, p.state, k.id as contract_id, k.property_id as contract_property_id,
       k.tax_remitter, k.delivery_point, k.settlement_basis,
       u.kind as unit_kind, u.operator_id
from wellflow.statement_line l
join wellflow.statement s on (s.organization_id, s.id) = (l.organization_id, l.statement_id)
join wellflow.property p on (p.organization_id, p.id) = (l.organization_id, l.property_id)
left join wellflow.reporting_unit u
    on (u.organization_id, u.id) = (p.organization_id, p.reporting_unit_id)
left join lateral (
    select c.*
    from wellflow.sales_contract c
    where c.organization_id = l.organization_id
      and c.purchaser_id = s.purchaser_id
      and c.purchaser_property_code = l.purchaser_property_code
      and c.product = l.product
      and c.effective_from < (l.sales_month + interval '1 month')::date
      and (c.effective_to is null or c.effective_to > l.sales_month)
    order by c.effective_from desc
    limit 1
) k on true
where l.statement_id = %(statement_id)s
order by l.line_number
