-- Confirms a right that waits, as the second person.
update wellflow.capability_grant
set confirmed_by = wellflow.acting_person()
where app_user_id = %(app_user_id)s
  and capability = %(capability)s
  and is_waiting
  and confirmed_by is null
  and ended_at is null
