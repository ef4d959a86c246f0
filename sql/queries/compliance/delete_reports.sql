-- One version of a month's forms.
delete from wellflow.compliance_report
where form_code = any(%(form_codes)s) and period_from = %(month)s and version = %(version)s
