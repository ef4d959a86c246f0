-- Unique keys, exclusions and references of tenants' tables that do not start with the tenant: a
-- key tells one tenant what another has, a reference checks past every policy.
with tenant_column as (
    select a.attrelid, a.attnum
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    where a.attname = 'organization_id'
        and not a.attisdropped
        and c.relkind in ('r', 'p')
        and not c.relispartition
        and n.nspname !~ '^(pg_|information_schema$|_?timescaledb)'
        and n.nspname || '.' || c.relname <> all (%(outside_row_security)s)
)
select
    i.indrelid::regclass::text as subject,
    'the key ' || i.indexrelid::regclass || ' does not start with organization_id' as detail
from pg_index i
join tenant_column t on t.attrelid = i.indrelid
where (i.indisunique or i.indisexclusion) and i.indkey[0] <> t.attnum
union all
select
    r.conrelid::regclass::text,
    'the reference ' || r.conname || ' does not start with organization_id on both sides'
from pg_constraint r
left join tenant_column t on t.attrelid = r.conrelid
where r.contype = 'f'
    and (t.attrelid is not null
        or exists (select from tenant_column f where f.attrelid = r.confrelid))
    and (
        r.conkey[1] is distinct from t.attnum
        or (select a.attname from pg_attribute a
            where a.attrelid = r.confrelid and a.attnum = r.confkey[1])
            <> 'organization_id')
order by 1, 2
