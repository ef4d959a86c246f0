-- Ends a person's limit to a facility.
update wellflow.facility_limit
set ended_at = now()
where app_user_id = %(app_user_id)s and facility_id = %(facility_id)s and ended_at is null
