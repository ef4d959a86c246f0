-- Notes that a close was proposed, once.
update wellflow.production_period
set proposed_at = now()
where month = %(month)s and state = 'open' and proposed_at is null
