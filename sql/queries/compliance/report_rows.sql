-- Rows of a report with the names of the day it was made; a form that kept none prints today's.
select r.line_number, coalesce(n.operator_name, c.company_name) as operator_name,
       coalesce(n.p5_operator_number, c.p5_operator_number, '') as p5_operator_number,
       coalesce(n.district, u.district) as district,
       coalesce(n.unit_number, u.unit_number) as unit_number,
       coalesce(n.unit_name, u.unit_name) as unit_name,
       coalesce(n.field_name, f.field_name, '') as field_name,
       coalesce(n.commingling_permit, u.commingling_permit, '') as commingling_permit, r.well_kind,
       r.opening_stock_bbl, r.liquid_production_bbl, r.liquid_dispositions, r.closing_stock_bbl,
       r.gas_production_mcf, r.gas_dispositions, r.is_balanced
from wellflow.compliance_row r
join wellflow.compliance_report p
    on (p.organization_id, p.id) = (r.organization_id, r.compliance_report_id)
join wellflow.reporting_unit u
    on (u.organization_id, u.id) = (r.organization_id, r.reporting_unit_id)
join wellflow.company c on (c.organization_id, c.id) = (u.organization_id, u.operator_id)
left join wellflow.field f on (f.organization_id, f.id) = (u.organization_id, u.field_id)
left join lateral jsonb_to_record(p.form_body -> 'units' -> r.reporting_unit_id::text) as n (
    operator_name text, p5_operator_number text, district text, unit_number text,
    unit_name text, field_name text, commingling_permit text) on true
where r.compliance_report_id = %(report_id)s
order by r.line_number
