-- Rows and totals of a version of a month.
select
    (select count(*) from wellflow.allocated_month
     where month = %(month)s and version = %(version)s)::integer as allocated_month,
    (select count(*) from wellflow.disposition_month
     where month = %(month)s and version = %(version)s)::integer as disposition_month,
    (select count(*) from wellflow.compliance_row r
     join wellflow.compliance_report p
         on (p.organization_id, p.id) = (r.organization_id, r.compliance_report_id)
     where p.form_code = any(%(form_codes)s) and p.period_from = %(month)s
       and p.version = %(version)s)::integer as compliance_row,
    (select coalesce(bool_and(r.is_balanced), true) from wellflow.compliance_row r
     join wellflow.compliance_report p
         on (p.organization_id, p.id) = (r.organization_id, r.compliance_report_id)
     where p.form_code = any(%(form_codes)s) and p.period_from = %(month)s
       and p.version = %(version)s) as is_balanced,
    coalesce(sum(m.oil_bbl), 0) as oil_bbl, coalesce(sum(m.condensate_bbl), 0) as condensate_bbl,
    coalesce(sum(m.gas_mcf), 0) as gas_mcf, coalesce(sum(m.water_bbl), 0) as water_bbl
from wellflow.allocated_month m
where m.month = %(month)s and m.version = %(version)s
