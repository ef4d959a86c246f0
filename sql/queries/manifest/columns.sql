-- Columns: type, collation, default, and whether a value must stand there.
select
    n.nspname || '.' || c.relname || '.' || a.attname as subject,
    concat_ws(
        ' ',
        format_type(a.atttypid, a.atttypmod),
        case when a.attcollation <> t.typcollation
            then 'collate ' || a.attcollation::regcollation end,
        case when a.attnotnull then 'not null' end,
        case when exists (
            select from pg_constraint k
            where k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum]
                and not k.convalidated)
            then 'not checked' end,
        case a.attgenerated::text
            when '' then 'default ' when 's' then 'stored ' else 'virtual ' end
            || pg_get_expr(d.adbin, d.adrelid),
        case a.attidentity::text when 'a' then 'identity' when 'd' then 'identity by default' end)
        as said
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relnamespace = any (%(schemas)s::oid[])
    and n.nspname <> 'scada_chunks'
    and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
    and a.attnum > 0
    and not a.attisdropped
    and not exists (
        select from pg_depend e
        where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
