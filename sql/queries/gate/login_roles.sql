-- Our roles must be bound by every policy and get past none by a membership or by the right to a
-- setting that switches triggers off; and nobody else may become one of them.
with owner_role as (
    select
        '^' || regexp_replace(
            regexp_replace(pg_get_userbyid(nspowner), '_owner$', ''), '(\W)', '\\\1', 'g')
            || '_(owner|pipeline|api|dagster|c_.+)$' as ours
    from pg_namespace
    where nspname = 'wellflow'
),
ours as (
    select r.*
    from pg_roles r
    join owner_role o on r.rolname ~ o.ours
)
select
    r.rolname::text as subject,
    case
        when r.rolsuper then 'is a superuser'
        when r.rolbypassrls then 'has BYPASSRLS'
        when r.rolreplication then 'may replicate'
        when r.rolcreaterole then 'may make roles'
        else 'may make databases'
    end as detail
from ours r
where r.rolsuper or r.rolbypassrls or r.rolreplication or r.rolcreaterole or r.rolcreatedb
union all
select r.rolname, 'is a member of ' || g.rolname
from ours r
join pg_auth_members a on a.member = r.oid
join pg_roles g on g.oid = a.roleid
union all
-- Who makes roles is a member of those it made, without the use of it.
select m.rolname, 'is a member of ' || r.rolname
from ours r
join pg_auth_members a on a.roleid = r.oid
join pg_roles m on m.oid = a.member
where (a.inherit_option or a.set_option)
    and not (m.rolsuper or m.rolcreaterole)
    and m.oid not in (select oid from ours)
union all
select
    coalesce(r.rolname::text, 'PUBLIC'),
    'holds ' || g.privilege_type || ' on the setting ' || p.parname
from pg_parameter_acl p
cross join lateral aclexplode(p.paracl) g
left join ours r on r.oid = g.grantee
where r.oid is not null or g.grantee = 0
order by 1, 2
