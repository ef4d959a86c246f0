-- The schemas whose contents are compared: those of the migrations, public, and whatever else
-- belongs to the owner.
select n.oid::bigint, n.nspname::text as subject, 'of ' || pg_get_userbyid(n.nspowner) as said
from pg_namespace n
where n.nspname in (
        'wellflow', 'identity', 'scada', 'scada_chunks', 'edge', 'migration', 'public')
    or (n.nspname !~ %(system_schemas)s
        and n.nspowner = (select nspowner from pg_namespace where nspname = 'wellflow'))
