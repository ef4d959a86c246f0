-- Stores a waiver; the database dates it and says whether it waits.
insert into wellflow.waiver (organization_id, id, app_user_id, duty_pair, reason, signed_on)
values (%(organization_id)s, gen_random_uuid(), %(app_user_id)s, %(duty_pair)s, %(reason)s,
        current_date)
returning id, is_waiting, is_of_one_person
