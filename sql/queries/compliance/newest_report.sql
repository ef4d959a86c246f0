-- The newest version of a form for a month.
select r.id, r.form_code, r.period_from, r.due_on, r.status::text, r.version, r.form_body,
       r.calculated_values
from wellflow.compliance_report r
where r.form_code = %(form_code)s and r.period_from = %(month)s
order by r.version desc
limit 1
