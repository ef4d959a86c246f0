-- Releases the pending payments of a run; triggers give them their time and check both people.
update wellflow.payment
set released_by = %(released_by)s, status = 'completed'
where revenue_run_id = %(run)s and status = 'pending'
