-- Logins of tenants and what they have beside their rights: settings that they chose for their own
-- next sessions, memberships, no limit of connections, and other databases of the server.
with tenants as (
    select r.oid, r.rolname, r.rolconnlimit, starts_with(r.rolname, %(prefix)s || 'c_') as is_box
    from pg_roles r
    where r.rolcanlogin and (
        r.rolname in (%(prefix)s || 'api', %(prefix)s || 'pipeline')
        or starts_with(r.rolname, %(prefix)s || 'c_'))
)
select 'setting' as kind, t.rolname::text as login, d.datname::text as object, t.is_box
from pg_db_role_setting s
join tenants t on t.oid = s.setrole
left join pg_database d on d.oid = s.setdatabase
union all
select 'membership', t.rolname, g.rolname, t.is_box
from pg_auth_members m
join tenants t on t.oid = m.member
join pg_roles g on g.oid = m.roleid
union all
select 'connections', t.rolname, null, t.is_box
from tenants t
where t.rolconnlimit = -1
union all
select 'database', t.rolname, d.datname, t.is_box
from pg_database d
cross join tenants t
where d.datallowconn
    and d.datname <> current_database()
    and has_database_privilege(t.oid, d.oid, 'connect')
order by 1, 2, 3
