-- Reporting units held on any day of a month, as the form lists them: by field, then by name.
select u.*, coalesce(f.field_name, '') as field_name,
       coalesce(u.commingling_permit, '') as permit
from wellflow.reporting_unit u
left join wellflow.field f on (f.organization_id, f.id) = (u.organization_id, u.field_id)
where u.effective_from < %(next_month)s
  and (u.effective_to is null or u.effective_to > %(month)s)
order by field_name collate "C", u.unit_name collate "C", u.kind, u.district, u.unit_number, u.id
