-- Lines of owners' statements for a month of sale, of runs that stand.
select c.company_code as owner_code, c.company_name as owner_name, c.address as owner_address,
       coalesce(p.property_name, '') as property_name, p.property_number,
       coalesce(p.county, '') as county, p.state, d.production_month as sales_month,
       d.product::text, d.gross_volume as volume, l.decimal_paid, d.price_usd_per_unit, d.gross_value_usd,
       d.severance_tax_usd + d.regulatory_fee_usd + d.ad_valorem_tax_usd as tax_usd,
       d.transportation_cost_usd + d.processing_cost_usd + d.other_deductions_usd
           as deductions_usd,
       d.net_value_usd, o.interest_type::text, o.interest_decimal, o.gross_usd as owner_gross_usd,
       o.tax_usd as owner_tax_usd, o.deductions_usd as owner_deductions_usd,
       o.net_usd as owner_net_usd, o.pay_status::text, s.statement_number,
       coalesce(y.status::text, 'not prepared') as payment_status,
       coalesce(t.company_name, '') as payor_name, t.address as payor_address,
       coalesce(t.phone, '') as payor_phone, r.id as revenue_run_id
from wellflow.owner_revenue o
join wellflow.revenue_distribution d
    on (d.organization_id, d.id) = (o.organization_id, o.revenue_distribution_id)
join wellflow.revenue_run r on (r.organization_id, r.id) = (d.organization_id, d.revenue_run_id)
join wellflow.statement s on (s.organization_id, s.id) = (r.organization_id, r.statement_id)
join wellflow.statement_line l
    on (l.organization_id, l.statement_id, l.line_number)
     = (d.organization_id, r.statement_id, d.line_number)
join wellflow.property p on (p.organization_id, p.id) = (d.organization_id, d.property_id)
join wellflow.company c on (c.organization_id, c.id) = (o.organization_id, o.owner_id)
left join wellflow.reporting_unit u
    on (u.organization_id, u.id) = (p.organization_id, p.reporting_unit_id)
left join wellflow.company t on (t.organization_id, t.id) = (u.organization_id, u.operator_id)
left join wellflow.payment y
    on (y.organization_id, y.revenue_run_id, y.owner_id) = (r.organization_id, r.id, o.owner_id)
where d.production_month = %(month)s and r.state = 'booked'
order by c.company_code, p.property_number, d.product, s.statement_number, d.line_number,
         o.interest_type, o.deck_line_id
