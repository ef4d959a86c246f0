-- Stores a new person.
insert into wellflow.app_user (organization_id, id, email, full_name)
values (%(organization_id)s, gen_random_uuid(), %(email)s, %(full_name)s)
