-- An open month, unless there is one.
insert into wellflow.production_period (organization_id, month)
values (%(organization_id)s, %(month)s)
on conflict do nothing
