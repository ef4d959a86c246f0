-- What logins other than the owner reach beside their tables: functions and languages that the
-- server gives to everyone. Locks on guessable keys stop another tenant's close, large objects and
-- background jobs belong to no tenant, sessions of one login end each other, and what opens a file
-- or another server knows no policy.
with owner_role as (
    select nspowner as oid, regexp_replace(pg_get_userbyid(nspowner), '_owner$', '') as prefix
    from pg_namespace
    where nspname = 'wellflow'
),
members as (
    select d.objid as oid, e.extname
    from pg_depend d
    join pg_extension e on e.oid = d.refobjid
    where d.classid = 'pg_proc'::regclass and d.deptype = 'e'
),
offered as (
    select
        case
            when n.nspname = 'pg_catalog' and m.oid is null then case
                when p.proname ~ '^pg_(try_)?advisory_' then 'advisory locks'
                when p.proname in ('lo_import', 'lo_export')
                    or p.proname ~ '^pg_(read_(binary_)?file$|stat_file$|ls_)'
                    then 'files of the server'
                when p.proname ~ '^lo_' or p.proname in ('loread', 'lowrite')
                    then 'large objects'
                when p.proname in ('pg_terminate_backend', 'pg_cancel_backend')
                    then 'other sessions' end
            when m.extname = 'timescaledb' and (
                p.proname ~ '(^|_)(job|background_workers)(_|$)'
                or p.proname ~ '^(add|remove|alter)_.*polic(y|ies)$')
                then 'background jobs'
            when m.extname in ('dblink', 'postgres_fdw') then 'other servers'
            when m.extname in ('file_fdw', 'adminpack') then 'files of the server' end as topic,
        p.proname::text as name,
        'execute on routine ' || p.oid::regprocedure as granted,
        g.grantee
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    left join members m on m.oid = p.oid
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
    -- A function that triggers alone may call does nothing for who calls it.
    where p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
    union all
    select 'programs of the server', 'language ' || l.lanname, 'usage on language ' || quote_ident(l.lanname),
        g.grantee
    from pg_language l
    cross join lateral aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) g
    where not l.lanpltrusted and l.lanname not in ('internal', 'c')
)
select
    f.topic,
    f.name,
    holder.name as holder,
    f.granted,
    case f.grantee when 0 then 'public' else quote_ident(holder.name) end as from_whom
from offered f
left join owner_role o on true
cross join lateral (
    select case f.grantee when 0 then 'PUBLIC' else pg_get_userbyid(f.grantee)::text end as name
) holder
where f.topic is not null
    and f.grantee is distinct from o.oid
    and (f.grantee = 0 or starts_with(holder.name, o.prefix || '_'))
order by 1, 3, 2
