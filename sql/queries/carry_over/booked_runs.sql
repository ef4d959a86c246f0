-- Runs of the organization in scope that stand and whose hash is of no form.
select id, statement_id, input_hash
from wellflow.revenue_run
where state = 'booked' and strpos(input_hash, ':') = 0
order by id
