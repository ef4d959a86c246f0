-- What TimescaleDB's background workers do in our name: a policy that drops old readings is one.
select
    j.proc_schema || '.' || j.proc_name || coalesce(' on ' || case
        when j.hypertable_schema = '_timescaledb_internal' then 'what is summed up'
        else j.hypertable_schema || '.' || j.hypertable_name end, '') as subject,
    concat_ws(
        ' ',
        'as ' || j.owner::text,
        case when not j.scheduled then 'switched off' end,
        (j.config - 'mat_hypertable_id' - 'hypertable_id')::text) as said
from timescaledb_information.jobs j
where pg_get_userbyid(j.owner::oid) ~ (
    select '^' || regexp_replace(
            regexp_replace(pg_get_userbyid(n.nspowner), '_owner$', ''), '(\W)', '\\\1', 'g')
            || '_(owner|pipeline|api|dagster|c_.+)$'
    from pg_namespace n
    where n.nspname = 'wellflow')
