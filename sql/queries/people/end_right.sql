-- Ends a right of a person; triggers say when and by whom.
update wellflow.capability_grant
set ended_at = now()
where app_user_id = %(app_user_id)s and capability = %(capability)s and ended_at is null
