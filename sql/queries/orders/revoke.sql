-- Takes an order back in the name of the person who acts; the database gives the time.
update wellflow.standing_order
set revoked_by = %(revoked_by)s, revoked_at = now()
where id = %(id)s and revoked_at is null
