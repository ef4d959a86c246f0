-- What a box says at once has limits.

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
