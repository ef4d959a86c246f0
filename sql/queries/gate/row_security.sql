-- Tables that hold tenants' rows, or that anyone but their owner may touch, without row security;
-- and foreign tables, which know none. The readings and what proves who somebody is lie behind
-- their owner: nobody else holds any right there.
select
    n.nspname || '.' || c.relname as subject,
    case
        when c.relkind = 'f' then 'is a foreign table, which knows no row security'
        when not exists (
            select
            from pg_attribute a
            where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped)
        then 'has no organization_id'
        when not c.relrowsecurity then 'row security is not enabled'
        else 'row security is not forced on its owner'
    end as detail
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f')
    and not (c.relrowsecurity and c.relforcerowsecurity)
    and n.nspname !~ %(system_schemas)s
    and (n.nspname not in ('scada', 'scada_chunks', 'identity') or c.relkind = 'f')
    and n.nspname || '.' || c.relname <> all (%(outside_row_security)s)
    and not exists (
        select from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    and (
        c.relkind = 'f'
        or exists (
            select
            from pg_attribute a
            where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped)
        or exists (
            select from aclexplode(c.relacl) g where g.grantee <> c.relowner)
        or exists (
            select
            from pg_attribute a, aclexplode(a.attacl) g
            where a.attrelid = c.oid and g.grantee <> c.relowner))
order by 1
