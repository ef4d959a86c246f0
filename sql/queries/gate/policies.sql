-- Tables under row security whose tenant policy is missing or says something else, and policies
-- beside it that are not listed: a permissive one widens what a tenant sees. Those that narrow what
-- the login for people sees have a rule of their own.
with api_role as (
    select r.oid
    from pg_roles r
    join pg_namespace n on n.nspname = 'wellflow'
    where r.rolname = regexp_replace(pg_get_userbyid(n.nspowner), '_owner$', '_api')
),
secured as (
    select c.oid, c.relowner, n.nspname || '.' || c.relname as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p')
        and c.relrowsecurity
        and n.nspname !~ %(system_schemas)s
),
policies as (
    select
        s.name,
        p.polname,
        p.polname = 'tenant' and p.polpermissive and p.polcmd = '*' and p.polroles = '{0}'
            and said.to_see = %(tenant_predicate)s
            and coalesce(said.to_write, said.to_see) = said.to_see as is_tenant_policy,
        p.polcmd = 'r'
            and p.polroles = array[s.relowner]
            and said.to_see is not distinct from
                %(collector_policies)s::jsonb ->> (s.name || '.' || p.polname)
            as is_collector_policy,
        not p.polpermissive and p.polroles = array(select oid from api_role) as only_narrows
    from secured s
    join pg_policy p on p.polrelid = s.oid
    cross join lateral (
        select
            regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\s+', ' ', 'g') as to_see,
            regexp_replace(pg_get_expr(p.polwithcheck, p.polrelid), '\s+', ' ', 'g') as to_write
    ) said
)
select s.name as subject, 'has no tenant policy in its exact form' as detail
from secured s
where not exists (select from policies p where p.name = s.name and p.is_tenant_policy)
union all
select p.name, 'has a policy that is not listed: ' || p.polname
from policies p
where not p.is_tenant_policy and not p.is_collector_policy and not p.only_narrows
order by 1, 2
