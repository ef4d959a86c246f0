-- Functions that run with their owner's rights: each must be listed and fix its search path.
select
    p.oid::regprocedure::text
        as subject,
    case
        when n.nspname || '.' || p.proname <> all (%(definer_functions)s)
            then 'runs with its owner''s rights and is not listed'
        when g.grantee is not null then 'runs with its owner''s rights and PUBLIC may call it'
        else 'does not fix its search path to pg_catalog, pg_temp'
    end as detail
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
left join lateral (
    select a.grantee
    from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where a.grantee = 0) g on true
where p.prosecdef
    and n.nspname !~ '^(pg_|information_schema$|_?timescaledb)'
    and not exists (
        select from pg_depend d
        where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    and (
        n.nspname || '.' || p.proname <> all (%(definer_functions)s)
        or g.grantee is not null
        or not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false))
order by 1
