-- Parts of the readings that are not what the whole is: detached from it, or without a constraint
-- or a trigger for each row that it has. What TimescaleDB packs a part into lies beside it.
with parts as (
    select c.oid, c.oid::regclass::text as name, i.inhparent
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_inherits i
        on i.inhrelid = c.oid and i.inhparent = to_regclass('scada.reading')
    where n.nspname = 'scada_chunks' and c.relkind in ('r', 'p')
)
select p.name as subject, 'is detached from the readings' as detail
from parts p
where p.inhparent is null
    and not exists (
        select from parts w
        where w.inhparent is not null and p.name = w.name || '_compressed')
union all
select p.name, 'lacks what the readings ask: ' || w.conname
from parts p
join pg_constraint w on w.conrelid = p.inhparent
where w.contype in ('c', 'p', 'u', 'f')
    and not exists (
        select from pg_constraint k
        where k.conrelid = p.oid and k.contype = w.contype and k.convalidated
            and pg_get_constraintdef(k.oid) = pg_get_constraintdef(w.oid))
union all
select p.name, 'lacks the trigger of the readings: ' || w.tgname
from parts p
join pg_trigger w on w.tgrelid = p.inhparent
where not w.tgisinternal
    and w.tgtype & 1 = 1
    and not exists (
        select from pg_depend d
        where d.classid = 'pg_proc'::regclass and d.objid = w.tgfoid and d.deptype = 'e')
    and not exists (
        select from pg_trigger t
        where t.tgrelid = p.oid
            and (t.tgname, t.tgfoid, t.tgtype) = (w.tgname, w.tgfoid, w.tgtype))
order by 1, 2
