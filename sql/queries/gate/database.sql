-- Whose the database is; rights on it beyond coming in and temporary tables; publications, which
-- hand out the rows of every tenant; and settings that come with a login, but for those that say
-- how much and how long: any other may choose a tenant, a path to look names up in, or what is
-- checked.
with owner_role as (
    select
        nspowner as oid,
        '^' || regexp_replace(
            regexp_replace(pg_get_userbyid(nspowner), '_owner$', ''), '(\W)', '\\\1', 'g')
            || '_(owner|pipeline|api|dagster|c_.+)$' as ours
    from pg_namespace
    where nspname = 'wellflow'
),
held as (
    select
        o.ours,
        g.privilege_type,
        g.is_grantable,
        case g.grantee when 0 then 'PUBLIC' else pg_get_userbyid(g.grantee)::text end as holder
    from pg_database d
    cross join owner_role o
    cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) g
    where d.datname = current_database() and g.grantee <> d.datdba
)
select
    'database ' || current_database() as subject,
    holder || ' holds ' || privilege_type || case
        when holder !~ ours then ', and is no role of this database'
        when is_grantable then ', and may pass it on'
        else ', which is for the owner alone' end as detail
from held
where holder !~ ours
    or is_grantable
    or privilege_type not in ('CONNECT', 'TEMPORARY')
union all
select 'database ' || datname, 'belongs to ' || pg_get_userbyid(datdba)
from pg_database
where datname = current_database() and datdba <> (select oid from owner_role)
union all
select 'publication ' || pubname, 'hands out the rows of every tenant'
from pg_publication
union all
select coalesce(r.rolname::text, 'database ' || current_database()),
    'sets ' || split_part(setting, '=', 1)
from pg_db_role_setting s
cross join owner_role o
left join pg_roles r on r.oid = s.setrole
cross join lateral unnest(s.setconfig) setting
where (s.setrole = 0 or r.rolname ~ o.ours)
    and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
    and lower(split_part(setting, '=', 1)) !~ (
        '^((statement|lock|transaction|idle_session|idle_in_transaction_session)_timeout'
        '|tcp_.*|(.*_)?work_mem|temp_(buffers|file_limit)|hash_mem_multiplier'
        '|(seq|random)_page_cost|(effective|max_parallel)_.*|(jit|log|track|auto_explain)([_.].*)?'
        '|default_statistics_target|timezone|datestyle|intervalstyle|client_min_messages)$')
order by 1, 2
