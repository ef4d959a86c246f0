-- Rights of anybody but the owner, and what will be granted on what is still to be made. What a
-- collector may do is given as it is admitted, and has a rule of its own.
with owner_role as (
    select
        regexp_replace(pg_get_userbyid(nspowner), '_owner$', '') as prefix,
        '^' || regexp_replace(
            regexp_replace(pg_get_userbyid(nspowner), '_owner$', ''), '(\W)', '\\\1', 'g')
            || '_(owner|pipeline|api|dagster|c_.+)$' as ours
    from pg_namespace
    where nspname = 'wellflow'
),
held as (
    select 'pg_class'::regclass as class, c.oid, c.oid::regclass::text as name, c.relowner as owner,
        c.relnamespace as schema, g.*
    from pg_class c
    cross join lateral aclexplode(c.relacl) g
    where c.relkind <> 'c'
    union all
    select 'pg_class'::regclass, c.oid, c.oid::regclass || '.' || t.attname, c.relowner,
        c.relnamespace, g.*
    from pg_attribute t
    join pg_class c on c.oid = t.attrelid
    cross join lateral aclexplode(t.attacl) g
    union all
    select 'pg_proc'::regclass, p.oid, p.oid::regprocedure::text, p.proowner, p.pronamespace, g.*
    from pg_proc p
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
    union all
    select 'pg_type'::regclass, t.oid, 'type ' || t.oid::regtype, t.typowner, t.typnamespace, g.*
    from pg_type t
    cross join lateral aclexplode(t.typacl) g
    union all
    select 'pg_namespace'::regclass, n.oid, 'schema ' || n.nspname, n.nspowner, n.oid, g.*
    from pg_namespace n
    cross join lateral aclexplode(n.nspacl) g
    union all
    select 'pg_default_acl'::regclass, d.oid,
        'what ' || pg_get_userbyid(d.defaclrole) || ' will make'
            || coalesce(' in ' || n.nspname, '') || ', as ' || d.defaclobjtype::text,
        d.defaclrole, 0::oid, g.*
    from pg_default_acl d
    left join pg_namespace n on n.oid = d.defaclnamespace
    cross join lateral aclexplode(d.defaclacl) g
    cross join owner_role o
    where pg_get_userbyid(d.defaclrole) ~ o.ours
)
select
    h.name || ' to '
        || case h.grantee when 0 then 'PUBLIC' else pg_get_userbyid(h.grantee)::text end as subject,
    string_agg(
        distinct h.privilege_type || case when h.is_grantable then ' with grant option' else '' end,
        ', ') as said
from held h
cross join owner_role o
where h.grantee <> h.owner
    and (h.schema = 0 or h.schema = any (%(schemas)s::oid[]))
    and not starts_with(
        case h.grantee when 0 then '' else pg_get_userbyid(h.grantee)::text end,
        o.prefix || '_c_')
    and not exists (
        select from pg_depend d
        where d.classid = h.class and d.objid = h.oid and d.deptype = 'e')
group by 1
