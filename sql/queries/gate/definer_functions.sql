-- Functions that run with their owner's rights: each must be listed with its arguments and fix
-- its search path. And functions said to be leakproof: they see rows before any barrier.
with ours as (
    select
        p.*,
        p.oid::regprocedure::text as signature,
        exists (
            select
            from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            where a.grantee = 0) as is_public
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where (p.prosecdef or p.proleakproof)
        and p.oid >= 16384
        and n.nspname !~ '^pg_(temp|toast)'
        and not exists (
            select from pg_depend d
            where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
),
judged as (
    select
        signature,
        case
            when proleakproof then 'is marked leakproof, so it sees rows before any barrier'
            when signature <> all (%(definer_functions)s)
                then 'runs with its owner''s rights and is not listed'
            when is_public then 'runs with its owner''s rights and PUBLIC may call it'
            when not coalesce('search_path=pg_catalog, pg_temp' = any (proconfig), false)
                then 'does not fix its search path to pg_catalog, pg_temp'
        end as detail
    from ours
)
select signature as subject, detail
from judged
where detail is not null
order by 1
