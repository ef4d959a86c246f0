create function wellflow.note_event(
    of_organization uuid, kind text, subject text, before jsonb, after jsonb)
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$ select null::void $$;
