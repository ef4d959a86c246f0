-- What a login can reach is its own. Months are held by their rows, which no login but those that
-- may see them can take, where a lock on a number could be taken by anyone who guessed it. Rows
-- with dates end, and keep what a closed month saw in them. Raw readings are only ever added, and
-- what a box adds has limits: it cannot fill the catalogue or the disk for everyone else.

-- The organization in scope is the one that the statement began with: neither it nor the session
-- was left behind before the guards ran.
create or replace function wellflow.require_in_scope(of_organization uuid)
returns void
language plpgsql
as $$
begin
    if row_security_active('wellflow.production_period')
        and of_organization is distinct from
            nullif(current_setting('app.organization_id', true), '')::uuid
    then
        raise exception 'the organization in scope changed within the statement'
            using errcode = 'WF002', hint = 'set app.organization_id once, first in the transaction';
    end if;
    if session_user = :'api' and of_organization is distinct from wellflow.session_organization()
    then
        raise exception 'the session changed within the statement'
            using errcode = 'WF002', hint = 'set app.session once, first in the transaction';
    end if;
end
$$;

-- A writer holds the row of its month together with other writers; a change of state holds it
-- alone, as every update of a row does. A month that nobody has touched gets its row here.
create or replace function wellflow.refuse_closed(
    of_organization uuid, of_month date, of_version integer)
returns void
language plpgsql
as $$
declare
    period wellflow.production_period;
begin
    perform wellflow.require_in_scope(of_organization);
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'rows of a production month are written at read committed'
            using errcode = 'WF002', hint = 'an older snapshot does not see a month closed since';
    end if;
    select p.* into period
    from wellflow.production_period p
    where p.organization_id = of_organization and p.month = of_month
    for share;
    if not found then
        insert into wellflow.production_period (organization_id, month)
        values (of_organization, of_month)
        on conflict do nothing;
        select p.* into strict period
        from wellflow.production_period p
        where p.organization_id = of_organization and p.month = of_month
        for share;
    end if;
    if period.state = 'closed' or of_version between 1 and period.version then
        raise exception 'production month % is closed at version %',
            to_char(of_month, 'YYYY-MM'), period.version
            using errcode = 'WF001', hint = 'post a correction under the next version';
    end if;
end
$$;

-- The guards run as the owner: they see the month whatever the writer may see, and a login that
-- writes nothing cannot make them hold one. Months are held in their order.
create or replace function wellflow.guard_days()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.refuse_closed(c.organization_id, c.month, 0)
    from (
        select distinct organization_id, date_trunc('month', produced_on)::date as month
        from changed
        order by 1, 2) c;
    return null;
end
$$;

create or replace function wellflow.guard_months()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.refuse_closed(c.organization_id, c.month, c.version)
    from (select distinct organization_id, month, version from changed order by 1, 2, 3) c;
    return null;
end
$$;

create or replace function wellflow.guard_reports()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.refuse_closed(
        c.organization_id, date_trunc('month', c.period_from)::date, c.version)
    from (
        select distinct organization_id, period_from, version
        from changed
        where report_type = 'form_pr'
        order by 1, 2, 3) c;
    return null;
end
$$;

create or replace function wellflow.guard_report_rows()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.require_in_scope(c.organization_id)
    from (select distinct organization_id from changed) c;
    perform wellflow.refuse_closed(
        c.organization_id, date_trunc('month', c.period_from)::date, c.version)
    from (
        select distinct r.organization_id, r.period_from, r.version
        from changed
        join wellflow.compliance_report r
            on r.organization_id = changed.organization_id
            and r.id = changed.compliance_report_id
        where r.report_type = 'form_pr'
        order by 1, 2, 3) c;
    return null;
end
$$;

-- The update that the trigger watches holds the row already.
do $$
begin
    execute replace(
        pg_get_functiondef('wellflow.guard_period()'::regprocedure),
        'perform pg_advisory_xact_lock(wellflow.month_key(old.organization_id, old.month));', '');
end
$$;

revoke execute on function wellflow.refuse_closed(uuid, date, integer) from :"pipeline", :"api";
drop function wellflow.month_key(uuid, date);

alter table wellflow.production_period disable trigger user;
insert into wellflow.production_period (organization_id, month)
select organization_id, date_trunc('month', produced_on)::date from wellflow.day_state
union
select organization_id, date_trunc('month', produced_on)::date from wellflow.measured_day
union
select organization_id, date_trunc('month', produced_on)::date from wellflow.allocated_day
on conflict do nothing;
alter table wellflow.production_period enable trigger user;

-- Whoever may write anything of a month may be the first who does.
drop trigger ask_person_to_insert on wellflow.production_period;
create trigger ask_person_to_insert
after insert on wellflow.production_period
referencing new table as changed
for each statement
execute function wellflow.ask_person(
    '{production.close,accounting.close,ticket.approve,gauge.enter,filing.submit}', 'stage');

-- The months that some days lie in are held as a writer holds them, and may not be closed.
create function wellflow.refuse_closed_days(of_organization uuid, of_days datemultirange)
returns void
language plpgsql
as $$
declare
    period record;
begin
    perform wellflow.require_in_scope(of_organization);
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'rows of a production month are written at read committed'
            using errcode = 'WF002', hint = 'an older snapshot does not see a month closed since';
    end if;
    for period in
        select p.month, p.state, p.version
        from wellflow.production_period p
        where p.organization_id = of_organization
            and of_days && daterange(p.month, (p.month + interval '1 month')::date)
        order by p.month
        for share
    loop
        if period.state = 'closed' then
            raise exception 'production month % is closed at version % and was made with this row',
                to_char(period.month, 'YYYY-MM'), period.version
                using errcode = 'WF001',
                    hint = 'end the row after the last closed month and enter another from there';
        end if;
    end loop;
end
$$;

-- The production day that an instant lies in.
create function wellflow.production_day(of_organization uuid, instant timestamptz)
returns date
language sql
stable
as $$
    select ((instant at time zone o.time_zone) - make_interval(hours => o.day_start_hour))::date
        + o.day_label_by_end::integer
    from wellflow.organization o
    where o.organization_id = of_organization
$$;

-- What a closed month saw in a row with dates stays: other words are refused for all its days,
-- other dates for the days between the old and the new.
create function wellflow.guard_dated_row()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
    dates constant text[] := '{effective_from,effective_to}';
    was jsonb := to_jsonb(old);
    becomes jsonb := to_jsonb(new);
    old_span tstzmultirange;
    new_span tstzmultirange;
    changed tstzmultirange;
begin
    old_span := tstzmultirange(tstzrange(
        (was ->> 'effective_from')::timestamptz, (was ->> 'effective_to')::timestamptz));
    new_span := case tg_op when 'DELETE' then '{}' else tstzmultirange(tstzrange(
        (becomes ->> 'effective_from')::timestamptz,
        (becomes ->> 'effective_to')::timestamptz)) end;
    changed := old_span + new_span;
    if tg_op = 'DELETE' or was - dates = becomes - dates then
        changed := changed - old_span * new_span;
    end if;
    perform wellflow.refuse_closed_days(old.organization_id, range_agg(daterange(d.first, d.after)))
    from unnest(changed) c
    cross join lateral (
        select
            case tg_table_name when 'tag_binding'
                then wellflow.production_day(old.organization_id, lower(c))
                else lower(c)::date end as first,
            case tg_table_name when 'tag_binding'
                then wellflow.production_day(
                    old.organization_id, upper(c) - interval '1 microsecond') + 1
                else upper(c)::date end as after) d
    having count(*) > 0;
    return null;
end
$$;

-- A table of a tank holds until the next one begins.
create function wellflow.strapping_days(of_organization uuid, of_tank uuid, from_day date)
returns datemultirange
language sql
stable
as $$
    select datemultirange(daterange(from_day, min(s.effective_from)))
    from wellflow.strapping s
    where s.organization_id = of_organization and s.tank_id = of_tank
        and s.effective_from > from_day
$$;

-- A level entered later is refused too, where a table that was there before is in force.
create function wellflow.guard_strapping()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op <> 'INSERT' then
        perform wellflow.refuse_closed_days(
            old.organization_id,
            wellflow.strapping_days(old.organization_id, old.tank_id, old.effective_from));
    end if;
    if tg_op = 'UPDATE' or tg_op = 'INSERT' and exists (
        select
        from wellflow.strapping s
        where s.organization_id = new.organization_id and s.tank_id = new.tank_id
            and s.effective_from <= new.effective_from and s.created_at < now())
    then
        perform wellflow.refuse_closed_days(
            new.organization_id,
            wellflow.strapping_days(new.organization_id, new.tank_id, new.effective_from));
    end if;
    return null;
end
$$;

create trigger guard_closed_days
after insert or update or delete on wellflow.strapping
for each row
execute function wellflow.guard_strapping();

do $$
declare
    dated text;
begin
    foreach dated in array array[
        'completion_reporting_unit', 'property_completion', 'tag_binding', 'network_edge']
    loop
        execute format(
            'create trigger guard_closed_days after update or delete on wellflow.%I
                for each row execute function wellflow.guard_dated_row()', dated);
    end loop;
    foreach dated in array array[
        'completion_reporting_unit', 'property_completion', 'tag_binding', 'network_edge',
        'strapping', 'deck', 'deck_line']
    loop
        execute format(
            'create trigger refuse_truncate before truncate on wellflow.%I
                for each statement execute function wellflow.refuse_truncate()', dated);
    end loop;
end
$$;

-- A row with dates ends by date. The lines of a deck go while nobody has approved it.
revoke delete on
    wellflow.completion_reporting_unit,
    wellflow.property_completion,
    wellflow.strapping,
    wellflow.tag_binding,
    wellflow.network_edge,
    wellflow.deck
from :"pipeline", :"api";

-- Raw readings are added, by every login alike; partitions and chunks take the row's trigger over.
create function scada.keep_readings()
returns trigger
language plpgsql
as $$
begin
    raise exception '% of %.% is refused: raw readings are only added',
        tg_op, tg_table_schema, tg_table_name
        using errcode = 'WF004',
            hint = 'whole months go by select scada.forget_readings(''YYYY-MM-01'')';
end
$$;

create trigger keep_readings
before update or delete on scada.reading
for each row
execute function scada.keep_readings();

create trigger keep_all_readings
before truncate on scada.reading
for each statement
execute function scada.keep_readings();

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
    in_a_day constant integer := 24;
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
    in_a_day constant integer := 106;
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

-- What a box hands in at once is limited, in rows and in text; what is long is cut.
create function edge.refuse_too_much(n_rows bigint, n_characters bigint)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if n_rows > 20000 or n_characters > 8000000 then
        raise exception '% rows with % characters are too much for quarantine at once',
            n_rows, n_characters
            using errcode = '22W02', hint = 'at most 20,000 rows and 8,000,000 characters';
    end if;
end
$$;

create or replace function edge.quarantine_conflicts(
    tag_ids uuid[], observed_ats timestamptz[], received_ats timestamptz[], vals float8[],
    qualities bigint[])
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    box wellflow.collector_key;
    previous text := current_setting('app.organization_id', true);
    stored bigint;
begin
    perform edge.refuse_too_much(
        greatest(cardinality(tag_ids), cardinality(observed_ats), cardinality(received_ats),
            cardinality(vals), cardinality(qualities)),
        0);
    select k.* into strict box from wellflow.collector_key k where k.login = session_user;
    perform set_config('app.organization_id', box.organization_id::text, true);
    insert into wellflow.quarantine (
        organization_id, id, reason, detail, collector_login, tag_id, tag_name, observed_at,
        received_at, value, quality, stored_value, stored_quality)
    select
        box.organization_id,
        md5(jsonb_build_array(
            s.tag_id, extract(epoch from s.observed_at), s.value::text, s.quality)::text)::uuid,
        'conflicting_value', 'the same instant is stored with another value', session_user,
        s.tag_id, t.tag_name, s.observed_at, s.received_at, s.value, s.quality, r.value,
        r.quality
    from unnest(tag_ids, observed_ats, received_ats, vals, qualities)
        as s (tag_id, observed_at, received_at, value, quality)
    join wellflow.tag t
        on t.organization_id = box.organization_id
        and t.id = s.tag_id
        and t.collector_name = box.collector_name
    join scada.reading r
        on r.organization_id = box.organization_id
        and r.tag_id = s.tag_id
        and r.observed_at = s.observed_at
    where (r.value, r.quality) is distinct from (s.value, s.quality)
    on conflict (organization_id, id) do nothing;
    get diagnostics stored = row_count;
    perform set_config('app.organization_id', coalesce(previous, ''), true);
    return stored;
end
$$;

create or replace function edge.quarantine_refused(
    ids uuid[], reasons text[], details text[], tag_names text[], observed_ats timestamptz[],
    received_ats timestamptz[], vals float8[], qualities bigint[])
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    box wellflow.collector_key;
    previous text := current_setting('app.organization_id', true);
    stored bigint;
begin
    perform edge.refuse_too_much(
        greatest(cardinality(ids), cardinality(reasons), cardinality(details),
            cardinality(tag_names), cardinality(observed_ats), cardinality(received_ats),
            cardinality(vals), cardinality(qualities)),
        (select sum(length(said)) from unnest(details || tag_names || reasons) said));
    select k.* into strict box from wellflow.collector_key k where k.login = session_user;
    perform set_config('app.organization_id', box.organization_id::text, true);
    insert into wellflow.quarantine (
        organization_id, id, reason, detail, collector_login, tag_id, tag_name, observed_at,
        received_at, value, quality)
    select
        box.organization_id, s.id, s.reason::wellflow.quarantine_reason, left(s.detail, 8000),
        session_user, t.id, left(s.tag_name, 400), s.observed_at, s.received_at, s.value, s.quality
    from unnest(ids, reasons, details, tag_names, observed_ats, received_ats, vals, qualities)
        as s (id, reason, detail, tag_name, observed_at, received_at, value, quality)
    left join wellflow.tag t
        on t.organization_id = box.organization_id
        and t.tag_name = s.tag_name
        and t.collector_name = box.collector_name
    on conflict (organization_id, id) do nothing;
    get diagnostics stored = row_count;
    perform set_config('app.organization_id', coalesce(previous, ''), true);
    return stored;
end
$$;
