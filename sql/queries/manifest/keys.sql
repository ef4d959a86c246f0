-- Indexes that refuse a row: unique ones, and those of exclusions.
select
    i.indrelid::regclass || ' ' || c.relname as subject,
    pg_get_indexdef(i.indexrelid)
        || case when i.indisvalid and i.indisready and i.indislive then '' else ' not in force' end
        || case when i.indimmediate then '' else ' deferrable' end as said
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_namespace n on n.oid = c.relnamespace
where c.relnamespace = any (%(schemas)s::oid[])
    and n.nspname <> 'scada_chunks'
    and (i.indisunique or i.indisexclusion)
    and not exists (
        select from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = i.indrelid and d.deptype = 'e')
