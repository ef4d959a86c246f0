-- The newest version of a form for a month.
select r.*
from wellflow.compliance_report r
where r.form_code = %(form_code)s and r.period_from = %(month)s
order by r.version desc
limit 1
