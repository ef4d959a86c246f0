-- Rights that nobody but the owner may hold, rights of roles that are none of ours, and rights
-- of a collector beyond its counter. Chunks and partitions are found by who owns them.
with owner_role as (
    select
        nspowner as oid,
        regexp_replace(pg_get_userbyid(nspowner), '_owner$', '') as prefix
    from pg_namespace
    where nspname = 'wellflow'
),
held as (
    select n.nspname as schema_name, c.relname as name, c.relowner as owner, g.*
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
        select grantee, privilege_type from aclexplode(c.relacl)
        union
        select a.grantee, a.privilege_type
        from pg_attribute t, aclexplode(t.attacl) a
        where t.attrelid = c.oid) g
    union all
    select n.nspname, p.proname, p.proowner, g.grantee, g.privilege_type
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
    union all
    select n.nspname, '', n.nspowner, g.grantee, g.privilege_type
    from pg_namespace n
    cross join lateral aclexplode(n.nspacl) g
),
named as (
    select
        h.*,
        case h.grantee when 0 then 'PUBLIC' else pg_get_userbyid(h.grantee)::text end as holder,
        o.prefix
    from held h
    join owner_role o on o.oid = h.owner
    where h.grantee <> h.owner
),
judged as (
    select
        case name when '' then 'schema ' || schema_name else schema_name || '.' || name end
            as subject,
        holder || ' holds ' || privilege_type as right_held,
        case
            when schema_name not in ('wellflow', 'edge')
                then 'where nothing is granted to anyone'
            when privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE', 'EXECUTE')
                then 'which is for the owner alone'
            when starts_with(holder, prefix || '_c_')
                then case
                    when schema_name || '.' || name || ' ' || privilege_type
                        <> all (%(collector_rights)s)
                    then 'which is more than a collector''s' end
            when holder in (prefix || '_pipeline', prefix || '_api')
                then case schema_name when 'edge' then 'at the collectors'' counter' end
            else 'and is no role of this database'
        end as complaint
    from named
)
select distinct subject, right_held || ', ' || complaint as detail
from judged
where complaint is not null
order by 1, 2
