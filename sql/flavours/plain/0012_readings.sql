-- Raw readings without TimescaleDB: one range partition a month, made on demand.

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
) partition by range (observed_at);

-- Makes the months that a batch needs and returns how many were new. What lies before 1990 or
-- ahead of the clock gets none, so that a wrong device clock cannot fill the catalogue.
-- ATTACH lets readers and writers go on, which CREATE TABLE ... PARTITION OF would not.
create function scada.ensure_partitions(first_at timestamptz, last_at timestamptz)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
    month timestamptz;
    partition_name text;
    made integer := 0;
begin
    for month in
        select generate_series(
            date_trunc('month', greatest(first_at, '1990-01-01 00:00:00+00')),
            least(last_at, now() + interval '1 hour'),
            interval '1 month')
    loop
        partition_name := 'reading_' || to_char(month, 'YYYY_MM');
        continue when to_regclass('scada_chunks.' || partition_name) is not null;
        perform pg_advisory_xact_lock(hashtext('scada.ensure_partitions'));
        continue when to_regclass('scada_chunks.' || partition_name) is not null;
        execute format(
            'create table scada_chunks.%I (like scada.reading including defaults including constraints)',
            partition_name);
        execute format(
            'alter table scada.reading attach partition scada_chunks.%I for values from (%L) to (%L)',
            partition_name, month, month + interval '1 month');
        made := made + 1;
    end loop;
    return made;
end
$$;

-- Hours of good readings, for charts only.
create view scada.reading_hour as
select
    organization_id,
    tag_id,
    date_bin(interval '1 hour', observed_at, '2000-01-01 00:00:00+00') as hour_at,
    count(*) as reading_count,
    count(value) filter (where quality >> 30 = 0) as good_count,
    avg(value) filter (where quality >> 30 = 0) as mean_value,
    min(value) filter (where quality >> 30 = 0) as low_value,
    max(value) filter (where quality >> 30 = 0) as high_value,
    (array_agg(value order by observed_at desc)
        filter (where quality >> 30 = 0 and value is not null))[1] as last_value
from scada.reading
group by organization_id, tag_id, hour_at;
