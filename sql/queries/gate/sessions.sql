-- Tables that the login that acts for people reaches without a session: for each command a policy
-- binds it to the organization of its session, and no policy beside it can widen that.
with owner_role as (
    select regexp_replace(pg_get_userbyid(nspowner), '_owner$', '') as prefix
    from pg_namespace
    where nspname = 'wellflow'
),
api_role as (
    select r.oid from pg_roles r join owner_role o on r.rolname = o.prefix || '_api'
),
reached as (
    select c.oid, c.oid::regclass::text as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join api_role a
    where c.relkind in ('r', 'p')
        and c.relrowsecurity
        and n.nspname !~ %(system_schemas)s
        and (
            exists (select from aclexplode(c.relacl) g where g.grantee = a.oid)
            or exists (
                select from pg_attribute t, aclexplode(t.attacl) g
                where t.attrelid = c.oid and g.grantee = a.oid))
),
said as (
    select
        p.polrelid,
        p.polcmd,
        regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\s+', ' ', 'g') as to_see,
        regexp_replace(pg_get_expr(p.polwithcheck, p.polrelid), '\s+', ' ', 'g') as to_write
    from pg_policy p
    cross join api_role a
    where not p.polpermissive and p.polroles = array[a.oid]
)
select r.name as subject, 'lets the login for people ' || w.word || ' without a session' as detail
from reached r
cross join (values ('r', 'read'), ('a', 'add'), ('w', 'change'), ('d', 'remove')) w (cmd, word)
where not exists (
    select
    from said s
    where s.polrelid = r.oid
        and s.polcmd::text in ('*', w.cmd)
        and case w.cmd
            when 'a' then coalesce(s.to_write, s.to_see) = %(session_predicate)s
            when 'r' then s.to_see = %(session_predicate)s or s.to_see ~ %(readable_pattern)s
            else s.to_see = %(session_predicate)s
                and coalesce(s.to_write, s.to_see) = s.to_see end)
order by 1, 2
