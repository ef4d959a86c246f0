-- Whatever else can change what a statement does, and no migration makes: event triggers, casts,
-- operators, languages and their like. Ids below 16384 came with the server.
with made as (
    select 'pg_event_trigger'::regclass as class, oid, evtowner as owner from pg_event_trigger
    union all select 'pg_cast'::regclass, oid, null from pg_cast
    union all select 'pg_operator'::regclass, oid, oprowner from pg_operator
    union all select 'pg_opclass'::regclass, oid, opcowner from pg_opclass
    union all select 'pg_opfamily'::regclass, oid, opfowner from pg_opfamily
    union all select 'pg_am'::regclass, oid, null from pg_am
    union all select 'pg_language'::regclass, oid, lanowner from pg_language
    union all select 'pg_transform'::regclass, oid, null from pg_transform
    union all select 'pg_collation'::regclass, oid, collowner from pg_collation
    union all select 'pg_conversion'::regclass, oid, conowner from pg_conversion
    union all select 'pg_ts_config'::regclass, oid, cfgowner from pg_ts_config
    union all select 'pg_ts_dict'::regclass, oid, dictowner from pg_ts_dict
    union all select 'pg_foreign_server'::regclass, oid, srvowner from pg_foreign_server
)
select
    i.type || ' ' || i.identity as subject,
    coalesce('of ' || pg_get_userbyid(m.owner), 'of nobody') as said
from made m
cross join lateral pg_identify_object(m.class, m.oid, 0) i
where m.oid >= 16384
    and not exists (
        select from pg_depend d
        where d.classid = m.class and d.objid = m.oid and d.deptype = 'e')
