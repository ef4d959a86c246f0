-- Rows with dates end and keep what a closed month saw in them; raw readings are only ever added.

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
