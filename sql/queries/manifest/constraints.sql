-- Constraints of tables and domains. That a column is not null is said of the column, since only
-- newer servers keep it as a constraint.
select
    coalesce(k.conrelid::regclass::text, k.contypid::regtype::text) || ' ' || k.conname as subject,
    pg_get_constraintdef(k.oid) || case when k.convalidated then '' else ' not checked' end as said
from pg_constraint k
left join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = k.connamespace
where k.connamespace = any (%(schemas)s::oid[])
    and n.nspname <> 'scada_chunks'
    and k.contype in ('c', 'f', 'p', 'u', 'x')
    and (k.conrelid <> 0 or k.contypid <> 0)
    and not exists (
        select from pg_depend d
        where d.deptype = 'e'
            and (d.classid, d.objid) in (
                ('pg_class'::regclass, k.conrelid), ('pg_type'::regclass, k.contypid)))
