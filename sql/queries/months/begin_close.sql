-- Takes a month from open to closing.
update wellflow.production_period
set state = 'closing'
where month = %(month)s and state = 'open'
