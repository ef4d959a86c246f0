-- Takes a month from closing to closed; triggers give it its version, its person and the time.
update wellflow.production_period
set state = 'closed', input_hash = %(input_hash)s, run_id = %(run_id)s
where month = %(month)s
returning *
