-- A box no longer names an organization. With one named, ON CONFLICT answered before the view's
-- check did, and a stolen box that guessed organization, tag and instant learned whether that
-- reading existed. Now the organization comes from the login, once a statement, and a tag that is
-- not the box's own is refused before anything is looked up.
--
-- There are two doors. ON CONFLICT looks up every key before it stores it and marks every row
-- twice, which is half the work of storing; reading_new does neither, for readings that a box
-- believes it has not sent before. One that is stored already refuses the whole statement there,
-- and the box then takes the door that passes such readings over.

create function edge.refuse_tag()
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'the tag is none of this collector''s, or the collector''s key was revoked'
        using errcode = 'with_check_option_violation';
end
$$;

create or replace function edge.admit(login name)
returns void
language plpgsql
as $$
begin
    execute format('grant usage on schema edge to %I', login);
    execute format('grant insert on edge.reading_in, edge.reading_new to %I', login);
    execute format('grant select on edge.collector, edge.tag to %I', login);
    execute format(
        'grant execute on function
            edge.refuse_tag(),
            edge.ensure_partitions(timestamptz, timestamptz),
            edge.quarantine_conflicts(uuid[], timestamptz[], timestamptz[], float8[], bigint[]),
            edge.quarantine_refused(
                uuid[], text[], text[], text[], timestamptz[], timestamptz[], float8[], bigint[])
        to %I', login);
end
$$;

do $$
declare
    boxes name[] := array(
        select pg_get_userbyid(g.grantee)
        from pg_class c, aclexplode(c.relacl) g
        where c.oid = 'edge.reading_in'::regclass and g.grantee not in (0, c.relowner));
    box name;
    door name;
begin
    drop view edge.reading_in;

    foreach door in array array['reading_in', 'reading_new']::name[] loop
        execute format($view$
            create view edge.%I
            with (security_barrier) as
            select tag_id, observed_at, received_at, value, quality
            from scada.reading
            where false
        $view$, door);

        -- OFFSET keeps what was sent apart, so that it is computed once and the tag that is
        -- looked up is the tag that is stored.
        execute format($rule$
            create rule of_the_login as on insert to edge.%I do instead
                insert into scada.reading (
                    organization_id, tag_id, observed_at, received_at, value, quality)
                select
                    case when sent.tag_id in (select t.id from edge.tag t)
                        then (select c.organization_id from edge.collector c)
                        else edge.refuse_tag() end as organization_id,
                    sent.tag_id, sent.observed_at, sent.received_at, sent.value, sent.quality
                from lateral (
                    select new.tag_id, new.observed_at, new.received_at, new.value, new.quality
                    offset 0) sent
                %s
        $rule$, door, case door when 'reading_in' then 'on conflict do nothing' else '' end);
    end loop;

    foreach box in array boxes loop
        perform edge.admit(box);
    end loop;
end
$$;

comment on view edge.reading_in is 'where a box inserts readings of its own tags';
comment on view edge.reading_new is
    'where a box inserts readings of its own tags that are not stored yet';
