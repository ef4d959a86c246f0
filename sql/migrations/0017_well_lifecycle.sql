-- The life of a well: which status may follow which, and one event for each change.

create function wellflow.is_allowed_status_change(
    from_status wellflow.well_status, to_status wellflow.well_status)
returns boolean
language sql
stable
as $$
select (from_status::text, to_status::text) in (
    ('proposed', 'permitted'),
    ('permitted', 'spudded'),
    ('spudded', 'drilling'),
    ('spudded', 'plugged'),
    ('drilling', 'completing'),
    ('drilling', 'temporarily_abandoned'),
    ('drilling', 'permanently_abandoned'),
    ('drilling', 'plugged'),
    ('completing', 'producing'),
    ('completing', 'shut_in'),
    ('completing', 'temporarily_abandoned'),
    ('completing', 'permanently_abandoned'),
    ('completing', 'plugged'),
    ('producing', 'completing'),
    ('producing', 'shut_in'),
    ('producing', 'temporarily_abandoned'),
    ('producing', 'permanently_abandoned'),
    ('shut_in', 'completing'),
    ('shut_in', 'producing'),
    ('shut_in', 'temporarily_abandoned'),
    ('shut_in', 'permanently_abandoned'),
    ('temporarily_abandoned', 'completing'),
    ('temporarily_abandoned', 'producing'),
    ('temporarily_abandoned', 'shut_in'),
    ('temporarily_abandoned', 'permanently_abandoned'),
    ('permanently_abandoned', 'plugged'))
$$;

create function wellflow.guard_well_status()
returns trigger
language plpgsql
as $$
begin
    if not wellflow.is_allowed_status_change(old.well_status, new.well_status) then
        raise exception 'well % cannot go from % to %',
            old.well_name, old.well_status, new.well_status
            using errcode = 'WF002';
    end if;
    return new;
end
$$;

create trigger guard_well_status
before update of well_status on wellflow.well
for each row
when (old.well_status is distinct from new.well_status)
execute function wellflow.guard_well_status();

create function wellflow.change_well_status()
returns trigger
language plpgsql
as $$
declare
    well wellflow.well;
begin
    select w.* into well
    from wellflow.well w
    where w.organization_id = new.organization_id and w.id = new.well_id
    for update;
    if well.well_status <> new.from_status then
        raise exception 'well % is %, not %', well.well_name, well.well_status, new.from_status
            using errcode = 'WF002';
    end if;
    if not wellflow.is_allowed_status_change(new.from_status, new.to_status) then
        raise exception 'well % cannot go from % to %',
            well.well_name, new.from_status, new.to_status
            using errcode = 'WF002';
    end if;
    update wellflow.well w set well_status = new.to_status
    where w.organization_id = new.organization_id and w.id = new.well_id;
    return new;
end
$$;

create trigger change_well_status
before insert on wellflow.well_status_event
for each row
execute function wellflow.change_well_status();
