-- Closed months of the organization in scope whose hash is of no form.
select month, input_hash
from wellflow.production_period
where state = 'closed' and input_hash is not null and strpos(input_hash, ':') = 0
order by month
