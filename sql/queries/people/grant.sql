-- Grants a right, or grants anew one that has ended; the database says whether it waits.
insert into wellflow.capability_grant as g (organization_id, app_user_id, capability)
values (%(organization_id)s, %(app_user_id)s, %(capability)s)
on conflict (organization_id, app_user_id, capability) do update set ended_at = null
where g.ended_at is not null
returning is_waiting, is_of_one_person
