-- What is in our schemas belongs to the owner, and our other roles own nothing: an owner lifts
-- the rules on what is its own.
with owner_role as (
    select
        nspowner as oid,
        '^' || regexp_replace(
            regexp_replace(pg_get_userbyid(nspowner), '_owner$', ''), '(\W)', '\\\1', 'g')
            || '_(owner|pipeline|api|dagster|c_.+)$' as ours
    from pg_namespace
    where nspname = 'wellflow'
),
things as (
    select
        'pg_class'::regclass as class, c.oid, n.nspname::text as schema_name,
        c.oid::regclass::text as name, c.relowner as owner
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind not in ('i', 'I', 't', 'c')
    union all
    select 'pg_proc'::regclass, p.oid, n.nspname, p.oid::regprocedure::text, p.proowner
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    union all
    select 'pg_type'::regclass, t.oid, n.nspname, t.oid::regtype::text, t.typowner
    from pg_type t
    join pg_namespace n on n.oid = t.typnamespace
    where t.typrelid = 0 and t.typcategory <> 'A'
    union all
    select 'pg_namespace'::regclass, oid, nspname, 'schema ' || nspname, nspowner
    from pg_namespace
)
select t.name as subject, 'belongs to ' || pg_get_userbyid(t.owner) as detail
from things t
cross join owner_role o
where t.owner <> o.oid
    and t.schema_name !~ '^pg_'
    and (
        t.schema_name in ('wellflow', 'scada', 'scada_chunks', 'edge', 'migration')
        or pg_get_userbyid(t.owner) ~ o.ours)
    and not exists (
        select from pg_depend d
        where d.classid = t.class and d.objid = t.oid and d.deptype = 'e')
order by 1, 2
