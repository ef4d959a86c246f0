-- Unique keys, exclusions and references of tenants' tables that do not start with the tenant: a
-- key tells one tenant what another has, a reference checks past every policy. And sequences,
-- whose numbers tell one tenant how much the others write. Where sign-ins are kept, no tenant looks
-- anything up: one of them may belong to several.
with tenant_column as (
    select a.attrelid, a.attnum, n.nspname = 'identity' as is_apart
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    where a.attname = 'organization_id'
        and not a.attisdropped
        and c.relkind in ('r', 'p')
        and n.nspname !~ %(system_schemas)s
        and n.nspname || '.' || c.relname <> all (%(outside_row_security)s)
)
select
    i.indrelid::regclass::text as subject,
    'the key ' || i.indexrelid::regclass || ' does not start with organization_id' as detail
from pg_index i
join tenant_column t on t.attrelid = i.indrelid
left join pg_constraint x on x.conindid = i.indexrelid and x.contype = 'x'
where (i.indisunique or i.indisexclusion)
    and not t.is_apart
    and (i.indkey[0] <> t.attnum or x.conexclop[1] <> 'pg_catalog.=(uuid,uuid)'::regoperator)
union all
select
    r.conrelid::regclass::text,
    case
        when not r.convalidated then 'the reference ' || r.conname || ' is not checked'
        else 'the reference ' || r.conname || ' does not start with organization_id on both sides'
    end
from pg_constraint r
left join tenant_column t on t.attrelid = r.conrelid
where r.contype = 'f'
    and r.confrelid not in (
        select oid from pg_class where relnamespace = to_regnamespace('identity'))
    and (t.attrelid is not null
        or exists (select from tenant_column f where f.attrelid = r.confrelid))
    and (
        not r.convalidated
        or r.conkey[1] is distinct from t.attnum
        or (select a.attname from pg_attribute a
            where a.attrelid = r.confrelid and a.attnum = r.confkey[1])
            <> 'organization_id')
union all
select c.oid::regclass::text, 'is a sequence: its numbers tell how much other tenants write'
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'S'
    and n.nspname !~ %(system_schemas)s
    and not exists (
        select from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by 1, 2
