-- What PostgreSQL and TimescaleDB let everybody do and no tenant needs, as long as somebody other
-- than the owner may: the object as GRANT names it, whether the owner needs it, and who holds it.
with held as (
    select
        'pg_proc'::regclass as class, p.oid, 'execute' as privilege,
        'routine ' || p.oid::regprocedure as object,
        n.nspname, p.proname::text as name, p.provolatile, p.prorettype, g.grantee
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
    union all
    select
        'pg_class'::regclass, c.oid, 'select', 'table ' || c.oid::regclass, n.nspname,
        c.relname, 'v', 0, g.grantee
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join lateral aclexplode(c.relacl) g
    where n.nspname = 'pg_catalog' and c.relname = 'pg_stat_activity'
    union all
    select 'pg_language'::regclass, l.oid, 'usage', 'language ' || quote_ident(l.lanname), '',
        l.lanname, 'v', 0, g.grantee
    from pg_language l
    cross join lateral aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) g
    where not l.lanpltrusted
),
judged as (
    select
        h.*,
        case
            when h.nspname = 'pg_catalog' and h.oid < 16384 then case
                when h.name ~ '^pg_(try_)?advisory_' then 'advisory locks'
                when h.name ~ '^lo_' or h.name in ('loread', 'lowrite') then 'large objects'
                when h.name in ('pg_terminate_backend', 'pg_cancel_backend')
                    then 'ending other sessions'
                when h.name in (
                        'pg_stat_activity', 'pg_stat_get_activity',
                        'pg_stat_get_backend_activity')
                    then 'what other sessions say'
                when h.name in ('pg_notify', 'pg_logical_emit_message')
                    then 'messages through the server'
                when h.name ~ '^pg_(read_(binary_)?file|stat_file|ls_)' then 'files of the server'
            end
            when e.extname = 'timescaledb' and h.provolatile = 'v'
                    and h.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
                    and (h.nspname = 'public' or h.name ~ '(job|polic|worker|chunk)')
                then 'jobs and chunks of TimescaleDB'
            when e.extname = 'pg_stat_statements' then 'what other sessions say'
            when e.extname in ('dblink', 'postgres_fdw', 'file_fdw', 'adminpack')
                then 'other servers and files'
            when h.class = 'pg_language'::regclass and h.name not in ('internal', 'c')
                then 'programs of the server'
        end as topic
    from held h
    left join pg_depend d
        on d.classid = h.class and d.objid = h.oid and d.deptype = 'e'
        and d.refclassid = 'pg_extension'::regclass
    left join pg_extension e on e.oid = d.refobjid
)
select
    j.topic, j.privilege, j.object,
    j.topic in ('advisory locks', 'jobs and chunks of TimescaleDB') as is_the_owners,
    array_agg(case j.grantee when 0 then 'public' else pg_get_userbyid(j.grantee)::text end
        order by j.grantee) as holders
from judged j
where j.topic is not null
    and (
        j.grantee = 0
        or starts_with(pg_get_userbyid(j.grantee), %(prefix)s)
        and pg_get_userbyid(j.grantee) <> %(prefix)s || 'owner')
group by j.topic, j.privilege, j.object
order by j.topic, j.object
