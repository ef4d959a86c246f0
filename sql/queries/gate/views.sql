-- Views that show more than their reader may see: neither run with the reader's rights nor listed
-- as a barrier with exactly its text; materialized views, which know no policy at all; and rules,
-- which rewrite a statement with their owner's rights.
with relations as (
    select
        c.oid,
        n.nspname || '.' || c.relname as name,
        c.relkind,
        n.nspname = 'scada' as is_behind,
        option.is_invoker,
        option.is_barrier,
        option.is_checked,
        regexp_replace(pg_get_viewdef(c.oid), '\s+', ' ', 'g') as said,
        %(barrier_views)s::jsonb ->> (n.nspname || '.' || c.relname) as listed
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
        select
            bool_or(o.option_name = 'security_invoker' and o.option_value::boolean) as is_invoker,
            bool_or(o.option_name = 'security_barrier' and o.option_value::boolean) as is_barrier,
            bool_or(o.option_name = 'check_option' and o.option_value = 'cascaded') as is_checked
        from pg_options_to_table(c.reloptions) o
        where o.option_name in ('security_invoker', 'security_barrier', 'check_option')) option
    where n.nspname !~ %(system_schemas)s
        and c.relkind in ('v', 'm')
        and not exists (
            select from pg_depend d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
),
judged as (
    select
        name,
        case
            when is_behind then null
            when relkind = 'm' then 'a materialized view knows no policy'
            when is_invoker and listed is null then null
            when listed is null then 'runs with its owner''s rights and is not listed'
            when said <> listed then 'does not say what is listed for it'
            when is_barrier is not true then 'has no security_barrier'
            when name = any (%(checked_views)s) and is_checked is not true
                then 'has no cascaded check option'
        end as detail
    from relations
    union all
    select
        n.nspname || '.' || c.relname,
        'has a rule that is not listed: ' || r.rulename
    from pg_rewrite r
    join pg_class c on c.oid = r.ev_class
    join pg_namespace n on n.oid = c.relnamespace
    where r.rulename <> '_RETURN'
        and n.nspname !~ %(system_schemas)s
        and regexp_replace(pg_get_ruledef(r.oid), '\s+', ' ', 'g')
            is distinct from %(rewrites)s::jsonb ->> (n.nspname || '.' || c.relname)
        and not exists (
            select from pg_depend d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
)
select name as subject, detail
from judged
where detail is not null
order by 1, 2
