-- Views that show more than their reader may see: neither run with the reader's rights nor listed
-- as a barrier with exactly its predicate; and materialized views, which know no policy at all.
with views as (
    select
        n.nspname || '.' || c.relname as name,
        c.relkind,
        coalesce('security_invoker=true' = any (c.reloptions), false) as is_invoker,
        coalesce('security_barrier=true' = any (c.reloptions), false) as is_barrier,
        coalesce('check_option=cascaded' = any (c.reloptions), false) as is_checked,
        pg_relation_is_updatable(c.oid, false) & 8 = 8 as is_insertable,
        substring(
            regexp_replace(pg_get_viewdef(c.oid), '\s+', ' ', 'g') from ' WHERE (.*);$')
            as predicate,
        %(barrier_views)s::jsonb ->> (n.nspname || '.' || c.relname) as listed_predicate
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('v', 'm')
        and n.nspname !~ '^(pg_|information_schema$|_?timescaledb)'
        and n.nspname <> 'scada'
        and not exists (
            select from pg_depend d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
),
judged as (
    select
        name,
        case
            when relkind = 'm' then 'a materialized view knows no policy'
            when is_invoker and listed_predicate is null then null
            when listed_predicate is null
                then 'runs with its owner''s rights and is not listed'
            when predicate is distinct from listed_predicate then 'has lost its predicate'
            when not is_barrier then 'has no security_barrier'
            when name = any (%(checked_views)s) and not is_checked
                then 'has no cascaded check option'
        end as detail
    from views
)
select name as subject, detail
from judged
where detail is not null
order by 1
