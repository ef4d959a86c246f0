-- Our roles must be bound by every policy, and by no membership get past one.
with owner_role as (
    select regexp_replace(pg_get_userbyid(nspowner), '_owner$', '') as prefix
    from pg_namespace
    where nspname = 'wellflow'
)
select
    r.rolname::text as subject,
    case
        when r.rolsuper then 'is a superuser'
        when r.rolbypassrls then 'has BYPASSRLS'
        when r.rolreplication then 'may replicate'
        when r.rolcreaterole then 'may make roles'
        when r.rolcreatedb then 'may make databases'
        else 'is a member of ' || m.of_role
    end as detail
from pg_roles r
join owner_role o on starts_with(r.rolname, o.prefix || '_')
left join lateral (
    select string_agg(g.rolname, ', ') as of_role
    from pg_auth_members a
    join pg_roles g on g.oid = a.roleid
    where a.member = r.oid) m on true
where r.rolsuper or r.rolbypassrls or r.rolreplication or r.rolcreaterole or r.rolcreatedb
    or m.of_role is not null
order by 1
