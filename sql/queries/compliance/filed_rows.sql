-- Rows as filed for a month: of each unit, that of the newest closed version of the form.
select distinct on (r.reporting_unit_id) r.*
from wellflow.compliance_row r
join wellflow.compliance_report p
    on (p.organization_id, p.id) = (r.organization_id, r.compliance_report_id)
where p.form_code = %(form_code)s and p.period_from = %(month)s and p.version > 0
order by r.reporting_unit_id, p.version desc
