-- Rows of one version of a month's forms.
delete from wellflow.compliance_row r
using wellflow.compliance_report p
where (p.organization_id, p.id) = (r.organization_id, r.compliance_report_id)
  and p.form_code = any(%(form_codes)s) and p.period_from = %(month)s
  and p.version = %(version)s
