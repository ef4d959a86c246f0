-- Confirms a waiver that waits, as the second person.
update wellflow.waiver
set confirmed_by = wellflow.acting_person()
where id = %(waiver_id)s and is_waiting and confirmed_by is null and ended_at is null
