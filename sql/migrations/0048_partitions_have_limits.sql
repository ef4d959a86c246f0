-- What a box adds has limits: it cannot fill the catalogue for everyone else. Readings that nobody
-- must keep any more go by one audited function.

-- one row per month or chunk of the readings: whose readings it was made for
create table scada.partition_made (
    partition_name text not null,
    made_by text not null,
    made_at timestamptz not null default now(),
    constraint partition_made_pkey primary key (partition_name)
);
create index partition_made_made_by_idx on scada.partition_made (made_by, made_at);

insert into scada.partition_made (partition_name, made_by)
select c.relname, session_user
from pg_class c
where c.relnamespace = 'scada_chunks'::regnamespace and c.relkind = 'r';

do $$
declare
    partition_name text;
begin
    for partition_name in
        select c.relname
        from pg_inherits i
        join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'scada.reading'::regclass
            and c.relispartition
    loop
        execute format(
            'create trigger keep_all_readings before truncate on scada_chunks.%I
                for each statement execute function scada.keep_readings()', partition_name);
    end loop;
end
$$;

-- The months of a span that have no partition yet: none where the extension makes chunks, and none
-- before 1990 or ahead of the clock.
create function scada.months_missing(first_at timestamptz, last_at timestamptz)
returns setof timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select m.month
    from generate_series(
        date_trunc('month', greatest(first_at, '1990-01-01 00:00:00+00')),
        least(last_at, now() + interval '1 hour'),
        interval '1 month') m (month)
    where (select c.relkind = 'p' from pg_class c where c.oid = 'scada.reading'::regclass)
        and not exists (
            select
            from pg_class c
            where c.relnamespace = 'scada_chunks'::regnamespace
                and c.relname = 'reading_' || to_char(m.month, 'YYYY_MM'))
$$;

create function scada.make_month(month timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
    partition_name text := 'reading_' || to_char(month, 'YYYY_MM');
begin
    execute format(
        'create table scada_chunks.%I (like scada.reading including defaults including constraints)',
        partition_name);
    execute format(
        'alter table scada.reading attach partition scada_chunks.%I for values from (%L) to (%L)',
        partition_name, month, month + interval '1 month');
    execute format(
        'create trigger keep_all_readings before truncate on scada_chunks.%I
            for each statement execute function scada.keep_readings()', partition_name);
    insert into scada.partition_made (partition_name, made_by) values (partition_name, session_user);
end
$$;

-- Who makes months makes them one after another: the second finds what the first has made.
create or replace function scada.ensure_partitions(first_at timestamptz, last_at timestamptz)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    month timestamptz;
    made integer := 0;
begin
    if not exists (select from scada.months_missing(first_at, last_at)) then
        return 0;
    end if;
    lock table only scada.reading in share update exclusive mode;
    for month in select m from scada.months_missing(first_at, last_at) m order by m loop
        perform scada.make_month(month);
        made := made + 1;
    end loop;
    return made;
end
$$;

-- A box begins few months at once and not many a day, since each makes everybody's queries slower.
-- Of a long span only its ends are known to hold readings: a month between them is made when a
-- smaller batch needs it.
create or replace function edge.ensure_partitions(first_at timestamptz, last_at timestamptz)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    at_once constant integer := 3;
    in_a_day constant integer := 120;
    left_today integer;
    wanted timestamptz[];
    month timestamptz;
begin
    if not exists (select from scada.months_missing(first_at, last_at)) then
        return 0;
    end if;
    lock table only scada.reading in share update exclusive mode;
    left_today := in_a_day - (
        select count(*)
        from scada.partition_made p
        where p.made_by = session_user and p.made_at > now() - interval '1 day');
    wanted := array(select m from scada.months_missing(first_at, last_at) m order by m);
    if cardinality(wanted) > least(at_once, left_today) then
        wanted := array(
            select scada.months_missing(first_at, first_at)
            union
            select scada.months_missing(last_at, last_at)
            order by 1);
    end if;
    if cardinality(wanted) > left_today then
        raise exception '% began % months of readings that had none within a day, the most there may be',
            session_user, in_a_day - left_today
            using errcode = '22W01',
                hint = 'send them again tomorrow (wellflow spool retry), or have the owner make the months';
    end if;
    foreach month in array wanted loop
        perform scada.make_month(month);
    end loop;
    return cardinality(wanted);
end
$$;

-- The extension makes chunks as rows come. They are counted here, once a statement.
create function scada.count_chunks()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    in_a_day constant integer := 530;
begin
    if (select count(*) from pg_class c
            where c.relnamespace = 'scada_chunks'::regnamespace and c.relkind = 'r')
        = (select count(*) from scada.partition_made)
    then
        return null;
    end if;
    insert into scada.partition_made (partition_name, made_by)
    select c.relname, session_user
    from pg_class c
    where c.relnamespace = 'scada_chunks'::regnamespace and c.relkind = 'r'
    on conflict do nothing;
    if exists (select from wellflow.collector_key k where k.login = session_user)
        and (
            select count(*)
            from scada.partition_made p
            where p.made_by = session_user and p.made_at > now() - interval '1 day') > in_a_day
    then
        raise exception '% began % weeks of readings that had none within a day, the most there may be',
            session_user, in_a_day
            using errcode = '22W01',
                hint = 'send them again tomorrow: wellflow spool retry';
    end if;
    return null;
end
$$;

do $$
begin
    if (select relkind <> 'p' from pg_class where oid = 'scada.reading'::regclass) then
        create trigger count_chunks after insert on scada.reading
            for each statement execute function scada.count_chunks();
    end if;
end
$$;

-- Retention: what is older than anybody must keep goes, whole months or chunks at a time, once no
-- month of it is open; the owner alone may call it, and every organization's trail says so.
create function scada.forget_readings(before timestamptz)
returns text[]
language plpgsql
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
    kept_years constant integer := 7;
    previous text := current_setting('app.organization_id', true);
    organization record;
    open_month date;
    partition_name text;
    forgotten text[] := '{}';
begin
    if before is null or before > now() - make_interval(years => kept_years) then
        raise exception 'readings are kept for % years', kept_years
            using errcode = 'WF004',
                hint = 'closed months may have to be shown to be right for that long';
    end if;
    for organization in select d.organization_id, d.slug from wellflow.organization_directory d loop
        perform set_config('app.organization_id', organization.organization_id::text, true);
        select min(p.month) into open_month
        from wellflow.production_period p
        where p.state <> 'closed' and p.month < before;
        if open_month is not null then
            raise exception 'month % of % is not closed and needs its readings',
                to_char(open_month, 'YYYY-MM'), organization.slug
                using errcode = 'WF004', hint = 'close it first: wellflow close';
        end if;
    end loop;
    if (select c.relkind = 'p' from pg_class c where c.oid = 'scada.reading'::regclass) then
        for partition_name in
            select c.relname
            from pg_inherits i
            join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'scada.reading'::regclass
                and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before
            order by c.relname
        loop
            execute format('drop table scada_chunks.%I', partition_name);
            forgotten := forgotten || partition_name;
        end loop;
    else
        execute 'select array_agg(c) from public.drop_chunks(''scada.reading'', older_than => $1) c'
            into forgotten using before;
    end if;
    delete from scada.partition_made p
    where not exists (
        select from pg_class c
        where c.relnamespace = 'scada_chunks'::regnamespace and c.relname = p.partition_name);
    for organization in select d.organization_id from wellflow.organization_directory d loop
        perform set_config('app.organization_id', organization.organization_id::text, true);
        perform wellflow.note_event(
            organization.organization_id, 'readings.forgotten', 'scada.reading',
            jsonb_build_object('partitions', forgotten), jsonb_build_object('before', before));
    end loop;
    perform set_config('app.organization_id', coalesce(previous, ''), true);
    return coalesce(forgotten, '{}');
end
$$;
