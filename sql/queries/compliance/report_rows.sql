-- Rows of a report with the names that the form prints.
select r.line_number, c.company_name as operator_name,
       coalesce(c.p5_operator_number, '') as p5_operator_number, u.district, u.unit_number,
       u.unit_name, coalesce(f.field_name, '') as field_name,
       coalesce(u.commingling_permit, '') as commingling_permit, r.well_kind,
       r.opening_stock_bbl, r.liquid_production_bbl, r.liquid_dispositions, r.closing_stock_bbl,
       r.gas_production_mcf, r.gas_dispositions, r.is_balanced
from wellflow.compliance_row r
join wellflow.reporting_unit u
    on (u.organization_id, u.id) = (r.organization_id, r.reporting_unit_id)
join wellflow.company c on (c.organization_id, c.id) = (u.organization_id, u.operator_id)
left join wellflow.field f on (f.organization_id, f.id) = (u.organization_id, u.field_id)
where r.compliance_report_id = %(report_id)s
order by r.line_number
