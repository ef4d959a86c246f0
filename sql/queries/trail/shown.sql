-- Events that a person asked for, the newest; days are those of the organization's clock.
select
    e.seq,
    e.at at time zone o.time_zone as at_local,
    e.actor,
    coalesce(u.email, '') as email,
    e.login,
    coalesce(e.from_address, '') as from_address,
    e.application,
    e.kind,
    e.subject,
    e.before,
    e.after,
    e.hash
from wellflow.audit_event e
join wellflow.organization o on o.organization_id = e.organization_id
left join wellflow.app_user u
    on u.organization_id = e.organization_id and u.id = e.app_user_id
where (%(first_day)s::date is null or (e.at at time zone o.time_zone)::date >= %(first_day)s)
    and (%(last_day)s::date is null or (e.at at time zone o.time_zone)::date <= %(last_day)s)
    and (%(person)s::text is null
        or position(lower(%(person)s) in lower(concat_ws(' ', e.actor, u.email))) > 0)
    and (%(kind)s::text is null or starts_with(e.kind, %(kind)s))
    and (%(subject)s::text is null
        or position(
            lower(%(subject)s) in lower(concat_ws(' ', e.subject, e.before, e.after))) > 0)
order by e.seq desc
limit %(most)s
