-- Boxes that come together make a month once: what the second asks after its wait is the table of
-- tables itself, since to_regclass may remember its answer from before.

create or replace function scada.ensure_partitions(first_at timestamptz, last_at timestamptz)
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
        continue when exists (
            select from pg_class
            where relnamespace = 'scada_chunks'::regnamespace and relname = partition_name);
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
