-- Triggers that are switched off, and triggers that run what somebody else may rewrite.
select
    t.tgrelid::regclass::text as subject,
    case
        when t.tgenabled <> 'O' then 'has its trigger ' || t.tgname || ' switched off'
        else 'has a trigger ' || t.tgname || ' whose function belongs to '
            || pg_get_userbyid(p.proowner)
    end as detail
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_proc p on p.oid = t.tgfoid
where n.nspname !~ %(system_schemas)s
    and not exists (
        select from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    and (
        t.tgenabled <> 'O'
        or (p.oid >= 16384
            and p.proowner <> (select nspowner from pg_namespace where nspname = 'wellflow')
            and not exists (
                select from pg_depend d
                where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')))
order by 1, 2
