-- Rights that nobody but the owner may hold, rights of roles that are none of ours, and rights
-- of a collector beyond its counter. What the server and its extensions came with is left out.
with owner_role as (
    select
        nspowner as oid,
        regexp_replace(pg_get_userbyid(nspowner), '_owner$', '') as prefix,
        '^' || regexp_replace(
            regexp_replace(pg_get_userbyid(nspowner), '_owner$', ''), '(\W)', '\\\1', 'g')
            || '_(owner|pipeline|api|dagster|c_.+)$' as ours
    from pg_namespace
    where nspname = 'wellflow'
),
held as (
    select
        'pg_class'::regclass as class, c.oid, n.nspname::text as schema_name,
        c.relname::text as name, c.relowner as owner, g.*
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
        select grantee, privilege_type, is_grantable from aclexplode(c.relacl)
        union
        select a.grantee, a.privilege_type, a.is_grantable
        from pg_attribute t, aclexplode(t.attacl) a
        where t.attrelid = c.oid) g
    union all
    select
        'pg_proc'::regclass, p.oid, n.nspname, p.proname, p.proowner,
        g.grantee, g.privilege_type, g.is_grantable
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
    where p.oid >= 16384 or p.proacl is not null
    union all
    select
        'pg_namespace'::regclass, n.oid, n.nspname, '', n.nspowner,
        g.grantee, g.privilege_type, g.is_grantable
    from pg_namespace n
    cross join lateral aclexplode(n.nspacl) g
    union all
    select
        'pg_foreign_server'::regclass, f.oid, 'foreign server', f.srvname, f.srvowner,
        g.grantee, g.privilege_type, g.is_grantable
    from pg_foreign_server f
    cross join lateral aclexplode(f.srvacl) g
    union all
    select
        'pg_default_acl'::regclass, d.oid, coalesce(n.nspname, 'every schema'),
        'what ' || pg_get_userbyid(d.defaclrole) || ' will make', d.defaclrole,
        g.grantee, g.privilege_type, g.is_grantable
    from pg_default_acl d
    left join pg_namespace n on n.oid = d.defaclnamespace
    cross join lateral aclexplode(d.defaclacl) g
),
named as (
    select
        h.*,
        o.prefix,
        o.ours,
        o.oid as our_owner,
        case h.grantee when 0 then 'PUBLIC' else pg_get_userbyid(h.grantee)::text end as holder,
        -- What came for everyone to call; what nobody else should keep is looked for by itself.
        h.class = 'pg_proc'::regclass
            and (h.oid < 16384 or exists (
                select from pg_depend d
                where d.classid = h.class and d.objid = h.oid and d.deptype = 'e'))
            and not exists (
                select from pg_init_privs i
                where i.classoid = h.class and i.objoid = h.oid
                    and not exists (
                        select from aclexplode(i.initprivs) was where was.grantee = 0))
            as was_public
    from held h
    cross join owner_role o
    where h.grantee <> h.owner
        -- It shows what one's own rights show, and grants itself to PUBLIC as it is made.
        and not (h.schema_name = 'information_schema' and h.grantee = 0)
        and not exists (
            select
            from pg_init_privs i, aclexplode(i.initprivs) was
            where i.classoid = h.class and i.objoid = h.oid
                and (h.schema_name, h.name) <> ('public', '')
                and was.grantee = h.grantee and was.privilege_type = h.privilege_type)
        and not exists (
            select from pg_depend d
            where d.classid = h.class and d.objid = h.oid and d.deptype = 'e'
                and h.grantee = 0)
),
judged as (
    select
        case name when '' then 'schema ' || schema_name else schema_name || '.' || name end
            as subject,
        holder || ' holds ' || privilege_type as right_held,
        case
            when holder in (prefix || '_owner', 'PUBLIC') and was_public and not is_grantable
                then null
            when holder !~ ours and owner <> our_owner
                and schema_name not in (
                    'wellflow', 'edge', 'scada', 'scada_chunks', 'migration', 'public')
                then case when schema_name ~ %(system_schemas)s and oid < 16384
                    then 'on what the server came with' end
            when schema_name = 'public' and name = '' and privilege_type = 'USAGE'
                and holder ~ ours
                then null
            when schema_name not in ('wellflow', 'edge') or class = 'pg_default_acl'::regclass
                then 'where nothing is granted to anyone'
            when privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE', 'EXECUTE')
                then 'which is for the owner alone'
            when is_grantable then 'and may pass it on'
            when starts_with(holder, prefix || '_c_')
                then case
                    when schema_name || '.' || name || ' ' || privilege_type
                        <> all (%(collector_rights)s)
                    then 'which is more than a collector''s' end
            when holder not in (prefix || '_pipeline', prefix || '_api')
                then 'and is no role of this database'
            when schema_name = 'edge' then 'at the collectors'' counter'
            when schema_name || '.' || name = any (%(read_only)s) and privilege_type <> 'SELECT'
                then 'where only SELECT is granted'
        end as complaint
    from named
)
select distinct subject, right_held || ', ' || complaint as detail
from judged
where complaint is not null
union all
select 'what ' || o.prefix || '_owner will make', 'PUBLIC will hold EXECUTE on its functions'
from owner_role o
where not exists (
    select from pg_default_acl d
    where d.defaclrole = o.oid and d.defaclnamespace = 0 and d.defaclobjtype = 'f')
order by 1, 2
