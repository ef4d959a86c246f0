-- The collectors' counter. A box is known by its login alone: organization and tags come from
-- collector_key, never from a setting that a stolen box could choose.

-- The views and functions below run as the owner; to them a login shows its own key and tags.
create policy own_login on wellflow.collector_key for select to current_role using (
    login in (current_user, session_user) and revoked_at is null);

create view edge.collector
with (security_barrier) as
select organization_id, collector_name, login
from wellflow.collector_key
where login = current_user and revoked_at is null;

comment on view edge.collector is 'the key of the box that asks: its organization and its name';

create policy own_collector on wellflow.tag for select to current_role using (
    (organization_id, collector_name)
    = (select c.organization_id, c.collector_name from edge.collector c));

create view edge.tag
with (security_barrier) as
select
    organization_id, id, tag_name, device_name, protocol, kind, unit, low_limit, high_limit,
    rollover_at, deadband, max_rate_per_hour, hold_max_s
from wellflow.tag
where (organization_id, collector_name)
    = (select c.organization_id, c.collector_name from edge.collector c);

comment on view edge.tag is 'the tags of the box that asks';

create view edge.reading_in
with (security_barrier) as
select organization_id, tag_id, observed_at, received_at, value, quality
from scada.reading
where organization_id = (select c.organization_id from edge.collector c)
    and tag_id in (select t.id from edge.tag t)
with cascaded check option;

comment on view edge.reading_in is 'where a box inserts readings of its own tags';

create function edge.ensure_partitions(first_at timestamptz, last_at timestamptz)
returns integer
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$ select scada.ensure_partitions(first_at, last_at) $$;

-- Stores both values where an instant of one of the caller's own tags is already stored with
-- another value or quality, and returns how many such rows were new. The identity of a row is
-- a hash of what it says, so a replay adds nothing; NaN equals NaN.
create function edge.quarantine_conflicts(
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

-- Stores what could not be a reading, under ids that the box made, and returns how many were new.
create function edge.quarantine_refused(
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
    select k.* into strict box from wellflow.collector_key k where k.login = session_user;
    perform set_config('app.organization_id', box.organization_id::text, true);
    insert into wellflow.quarantine (
        organization_id, id, reason, detail, collector_login, tag_id, tag_name, observed_at,
        received_at, value, quality)
    select
        box.organization_id, s.id, s.reason::wellflow.quarantine_reason, s.detail, session_user,
        t.id, s.tag_name, s.observed_at, s.received_at, s.value, s.quality
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

-- Gives one login the rights of a collector, all of them and no more; the owner calls it.
create function edge.admit(login name)
returns void
language plpgsql
as $$
begin
    execute format('grant usage on schema edge to %I', login);
    execute format('grant insert on edge.reading_in to %I', login);
    execute format('grant select on edge.collector, edge.tag to %I', login);
    execute format(
        'grant execute on function
            edge.ensure_partitions(timestamptz, timestamptz),
            edge.quarantine_conflicts(uuid[], timestamptz[], timestamptz[], float8[], bigint[]),
            edge.quarantine_refused(
                uuid[], text[], text[], text[], timestamptz[], timestamptz[], float8[], bigint[])
        to %I', login);
end
$$;
