-- One version of a form.
delete from wellflow.compliance_report
where form_code = %(form_code)s and period_from = %(month)s and version = %(version)s
