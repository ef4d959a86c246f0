-- Ends a waiver; triggers say when and by whom.
update wellflow.waiver
set ended_at = now()
where id = %(waiver_id)s and ended_at is null
