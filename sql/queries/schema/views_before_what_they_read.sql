-- Views that guard rows, each before those that it or a rule on it reads.
with recursive guarding as (
    select c.oid, n.nspname, c.relname
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'v'
        and pg_has_role(c.relowner, 'usage')
        and exists (
            select
            from pg_options_to_table(c.reloptions)
            where option_name = 'security_barrier' and option_value::boolean)),
reads as (
    select distinct r.ev_class as reader, d.refobjid as read
    from pg_rewrite r
    join pg_depend d
        on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
        and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
    where r.ev_class in (select oid from guarding) and d.refobjid in (select oid from guarding)),
depths as (
    select oid, 0 as depth, array[oid] as way from guarding
    union all
    select s.read, d.depth + 1, d.way || s.read
    from depths d
    join reads s on s.reader = d.oid
    where s.read <> all(d.way))
select g.nspname, g.relname
from guarding g
join depths d using (oid)
group by g.oid, g.nspname, g.relname
order by max(d.depth), g.oid desc
