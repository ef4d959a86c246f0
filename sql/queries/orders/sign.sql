-- An order of the person who acts; the database gives it its time.
insert into wellflow.standing_order (
    organization_id, id, act, reason, signed_by, signed_at, valid_from, valid_until)
values (
    %(organization_id)s, %(id)s, %(act)s, %(reason)s, %(signed_by)s, now(), %(valid_from)s,
    %(valid_until)s)
