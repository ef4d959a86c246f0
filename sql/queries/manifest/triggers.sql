-- Triggers that somebody made: what they run and when, and whether they do. A part of a table
-- carries its table's triggers for each row; one of its own is no different from any other.
select
    t.tgrelid::regclass || ' ' || t.tgname as subject,
    pg_get_triggerdef(t.oid) || case t.tgenabled
        when 'O' then '' when 'D' then ' disabled' when 'A' then ' always' else ' for replicas' end
        as said
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_namespace n on n.oid = c.relnamespace
where c.relnamespace = any (%(schemas)s::oid[])
    and not t.tgisinternal
    and not (
        n.nspname = 'scada_chunks'
        and exists (
            select
            from pg_inherits i
            join pg_trigger w on w.tgrelid = i.inhparent
            where i.inhrelid = t.tgrelid
                and (w.tgname, w.tgfoid, w.tgtype) = (t.tgname, t.tgfoid, t.tgtype)))
