-- Takes the pending payments of a run back.
update wellflow.payment
set status = 'reversed'
where revenue_run_id = %(run)s and status = 'pending'
