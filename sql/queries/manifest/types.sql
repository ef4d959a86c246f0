-- Words that a column takes, in their order, and other types of their own.
select
    t.oid::regtype::text as subject,
    concat_ws(
        ' ',
        case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'r' then 'range'
            when 'm' then 'multirange' else 'base' end,
        'of ' || pg_get_userbyid(t.typowner),
        (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
        from pg_enum e
        where e.enumtypid = t.oid),
        case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end,
        case when t.typnotnull then 'not null' end,
        'default ' || t.typdefault) as said
from pg_type t
where t.typnamespace = any (%(schemas)s::oid[])
    and t.typrelid = 0
    and t.typcategory <> 'A'
    and not exists (
        select from pg_depend d
        where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
