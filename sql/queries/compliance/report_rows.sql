-- Rows of a report with the names of the day it was made; a form that kept none prints today's.
select r.line_number, coalesce(n.operator_name, c.company_name) as operator_name,
       coalesce(n.p5_operator_number, c.p5_operator_number, '') as p5_operator_number,
       coalesce(n.field_name, f.field_name, '') as field_name, r.form_row
from wellflow.compliance_row r
join wellflow.compliance_report p
    on (p.organization_id, p.id) = (r.organization_id, r.compliance_report_id)
join wellflow.reporting_unit u
    on (u.organization_id, u.id) = (r.organization_id, r.reporting_unit_id)
join wellflow.company c on (c.organization_id, c.id) = (u.organization_id, u.operator_id)
left join wellflow.field f on (f.organization_id, f.id) = (u.organization_id, u.field_id)
left join lateral jsonb_to_record(p.form_body -> 'units' -> r.reporting_unit_id::text) as n (
    operator_name text, p5_operator_number text, field_name text) on true
where r.compliance_report_id = %(report_id)s
order by r.line_number
