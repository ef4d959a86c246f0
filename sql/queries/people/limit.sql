-- Limits a person to a facility, beside those of earlier limits.
insert into wellflow.facility_limit as f (organization_id, app_user_id, facility_id)
values (%(organization_id)s, %(app_user_id)s, %(facility_id)s)
on conflict (organization_id, app_user_id, facility_id) do update set ended_at = null
where f.ended_at is not null
