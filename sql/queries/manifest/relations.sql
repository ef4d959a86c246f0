-- Tables, views and what else has columns: its kind, its owner, whether it outlives a crash, its
-- row security, a view's options, and what it is a part of. What lies in scada_chunks is made by
-- the month.
select
    n.nspname || '.' || c.relname as subject,
    concat_ws(
        ' ',
        case c.relkind
            when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
            when 'm' then 'materialized view' when 'f' then 'foreign table'
            when 'S' then 'sequence' when 'c' then 'composite type' end,
        case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
        'of ' || pg_get_userbyid(c.relowner),
        case c.relpersistence when 'u' then 'unlogged' when 't' then 'temporary' end,
        case when c.relrowsecurity then 'row security' end,
        case when c.relforcerowsecurity then 'forced' end,
        (select 'with ' || string_agg(o.option_name || '=' || o.option_value, ', '
            order by o.option_name)
        from pg_options_to_table(c.reloptions) o
        where c.relkind in ('v', 'm')),
        (select 'part of ' || string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno)
        from pg_inherits i
        where i.inhrelid = c.oid),
        pg_get_expr(c.relpartbound, c.oid)) as said
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relnamespace = any (%(schemas)s::oid[])
    and not (n.nspname = 'scada_chunks' and c.relkind in ('r', 'p'))
    and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
    and not exists (
        select from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
