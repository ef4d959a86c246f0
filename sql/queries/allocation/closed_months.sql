-- Months that refuse change.
select month
from wellflow.production_period
where state = 'closed'
  and month >= date_trunc('month', %(first_day)s::date)
  and month <= %(last_day)s
order by month
