-- Raw readings on TimescaleDB: a hypertable by week whose chunks have a schema of their own,
-- a columnstore after two weeks, and an hourly continuous aggregate.

-- one row per tag and instant: the raw truth, never edited
create table scada.reading (
    organization_id uuid not null,
    tag_id uuid not null,
    observed_at timestamptz not null,
    received_at timestamptz not null,
    value double precision,
    quality bigint not null default 0,
    constraint reading_pkey primary key (organization_id, tag_id, observed_at),
    constraint reading_are_finite check (
        value between '-1.7976931348623157e308' and '1.7976931348623157e308'),
    constraint reading_is_plausible check (observed_at >= '1990-01-01 00:00:00+00')
);

-- This form of the call and no other lets chunks live where nobody has been granted anything.
select create_hypertable(
    'scada.reading', 'observed_at',
    chunk_time_interval => interval '7 days',
    associated_schema_name => 'scada_chunks',
    associated_table_prefix => 'reading',
    create_default_indexes => false);

alter table scada.reading set (
    timescaledb.enable_columnstore,
    timescaledb.segmentby = 'organization_id, tag_id',
    timescaledb.orderby = 'observed_at');
call add_columnstore_policy('scada.reading', after => interval '14 days');

-- Chunks are made by the extension; the function stands so that a collector need not know.
create function scada.ensure_partitions(first_at timestamptz, last_at timestamptz)
returns integer
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$ select 0 $$;

-- Hours of good readings, for charts only: an aggregate lags its table.
create materialized view scada.reading_hour
with (timescaledb.continuous, timescaledb.materialized_only = false) as
select
    organization_id,
    tag_id,
    time_bucket(interval '1 hour', observed_at) as hour_at,
    count(*) as reading_count,
    count(value) filter (where quality >> 30 = 0) as good_count,
    avg(value) filter (where quality >> 30 = 0) as mean_value,
    min(value) filter (where quality >> 30 = 0) as low_value,
    max(value) filter (where quality >> 30 = 0) as high_value,
    last(value, observed_at)
        filter (where quality >> 30 = 0 and value is not null) as last_value
from scada.reading
group by organization_id, tag_id, hour_at
with no data;

select add_continuous_aggregate_policy(
    'scada.reading_hour',
    start_offset => interval '40 days',
    end_offset => interval '1 hour',
    schedule_interval => interval '30 minutes');
