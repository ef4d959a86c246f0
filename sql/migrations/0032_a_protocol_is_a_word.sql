-- Which protocols there are is for the collectors to say, not for the database: a new one needs no
-- migration. The boxes' view of their tags and the two doors that look tags up are made again.

do $$
declare
    boxes name[] := array(
        select pg_get_userbyid(g.grantee)
        from pg_class c, aclexplode(c.relacl) g
        where c.oid = 'edge.tag'::regclass and g.grantee not in (0, c.relowner));
    box name;
    door name;
begin
    foreach door in array array['reading_in', 'reading_new']::name[] loop
        execute format('drop rule of_the_login on edge.%I', door);
    end loop;
    drop view edge.tag;

    alter table wellflow.tag alter column protocol type text;
    drop type wellflow.protocol;

    create view edge.tag
    with (security_barrier) as
    select
        organization_id, id, tag_name, device_name, protocol, kind, unit, low_limit, high_limit,
        rollover_at, deadband, max_rate_per_hour, hold_max_s
    from wellflow.tag
    where (organization_id, collector_name)
        = (select c.organization_id, c.collector_name from edge.collector c);

    foreach door in array array['reading_in', 'reading_new']::name[] loop
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

comment on view edge.tag is 'the tags of the box that asks';
