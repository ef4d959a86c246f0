-- Rights, waivers and limits: given, confirmed and ended by people who are named, at the time of the
-- database. What nobody could confirm takes effect, is marked, and is signed on paper.

create function wellflow.guard_person()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    person uuid := wellflow.acting_person();
begin
    if wellflow.is_founding(new.organization_id) then
        return new;
    end if;
    perform identity.hold_people(new.organization_id);
    if tg_op = 'UPDATE' and old.id = person then
        if to_jsonb(new) - '{full_name,updated_at}'::text[]
            is distinct from to_jsonb(old) - '{full_name,updated_at}'::text[]
        then
            raise exception 'of oneself nothing but the name is changed'
                using errcode = 'WF003', hint = 'ask somebody else with user.manage';
        end if;
        return new;
    end if;
    perform wellflow.require_capability(new.organization_id, person, 'user.manage');
    if tg_op = 'INSERT' then
        new.created_at := now();
    elsif (new.organization_id, new.id, new.created_at)
        is distinct from (old.organization_id, old.id, old.created_at)
    then
        raise exception 'a person cannot become another' using errcode = 'WF002';
    end if;
    return new;
end
$$;

create trigger guard_person before insert or update on wellflow.app_user
for each row execute function wellflow.guard_person();

create function wellflow.refuse_delete()
returns trigger
language plpgsql
as $$
begin
    raise exception '% of %.% is refused: its rows end by date',
        tg_op, tg_table_schema, tg_table_name
        using errcode = 'WF004', hint = 'end the row instead';
end
$$;

-- Who leaves manages nobody any more, even if the person comes back; whoever sent a manager away
-- is known.
create function wellflow.end_managing_of_leaver()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update wellflow.capability_grant g
    set ended_at = now()
    where g.organization_id = new.organization_id
        and g.app_user_id = new.id
        and g.capability = 'user.manage'
        and g.ended_at is null;
    return null;
end
$$;

create trigger end_managing_of_leaver after update of is_active on wellflow.app_user
for each row when (old.is_active and not new.is_active)
execute function wellflow.end_managing_of_leaver();

-- Given where nobody else could confirm it; its sheet is signed on paper.
alter table wellflow.capability_grant
    add column is_of_one_person boolean not null default false;

create function wellflow.guard_grant()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    person uuid := wellflow.acting_person();
    needs_second boolean := new.app_user_id = person or new.capability in (
        'deck.edit', 'deck.approve', 'payment.prepare', 'payment.release', 'user.manage');
begin
    if wellflow.is_founding(new.organization_id) then
        return new;
    end if;
    perform identity.hold_people(new.organization_id);
    perform wellflow.require_capability(new.organization_id, person, 'user.manage');
    if tg_op = 'INSERT' or (old.ended_at is not null and new.ended_at is null) then
        new.granted_by := person;
        new.created_at := now();
        new.is_waiting := needs_second
            and identity.has_second(new.organization_id, person, new.app_user_id);
        new.is_of_one_person := needs_second and not new.is_waiting;
        new.confirmed_by := null;
        new.confirmed_at := null;
        new.ended_at := null;
        new.ended_by := null;
    elsif old.ended_at is null and new.ended_at is not null then
        if old.capability = 'user.manage' and not exists (
            select from identity.managers(old.organization_id) m (person)
            where m.person <> old.app_user_id)
        then
            raise exception 'nobody else would manage people'
                using errcode = 'WF002', hint = 'grant user.manage to somebody else first';
        end if;
        new := old;
        new.ended_at := now();
        new.ended_by := person;
    elsif old.ended_at is null and old.is_waiting and old.confirmed_by is null
        and new.confirmed_by is not null
    then
        perform identity.require_second(
            old.organization_id, person, old.granted_by, old.app_user_id);
        new := old;
        new.confirmed_by := person;
        new.confirmed_at := now();
    elsif new is distinct from old then
        raise exception 'a right is granted, confirmed and ended, never changed'
            using errcode = 'WF002', hint = 'end it and grant another';
    end if;
    return new;
end
$$;

create trigger guard_grant before insert or update on wellflow.capability_grant
for each row execute function wellflow.guard_grant();
create trigger refuse_delete before delete or truncate on wellflow.capability_grant
for each statement execute function wellflow.refuse_delete();

create function wellflow.guard_waiver()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    person uuid := wellflow.acting_person();
begin
    if wellflow.is_founding(new.organization_id) then
        return new;
    end if;
    if tg_op = 'UPDATE' and old.is_of_one_person
        and old.ended_at is null and new.ended_at is not null
        and identity.is_shared(old.organization_id, old.app_user_id, old.duty_pair)
    then
        new := old;
        new.ended_at := now();
        return new;
    end if;
    perform identity.hold_people(new.organization_id);
    perform wellflow.require_capability(new.organization_id, person, 'user.manage');
    if tg_op = 'INSERT' then
        new.signed_by := person;
        new.signed_on := current_date;
        new.created_at := now();
        new.is_waiting :=
            identity.has_second(new.organization_id, person, new.app_user_id)
            or identity.is_shared(new.organization_id, new.app_user_id, new.duty_pair);
        new.is_of_one_person := not new.is_waiting;
        new.confirmed_by := null;
        new.confirmed_at := null;
        new.ended_at := null;
        new.ended_by := null;
    elsif old.ended_at is null and new.ended_at is not null then
        new := old;
        new.ended_at := now();
        new.ended_by := person;
    elsif old.ended_at is null and old.is_waiting and old.confirmed_by is null
        and new.confirmed_by is not null
    then
        perform identity.require_second(
            old.organization_id, person, old.signed_by, old.app_user_id);
        new := old;
        new.confirmed_by := person;
        new.confirmed_at := now();
    elsif new is distinct from old then
        raise exception 'a waiver is signed, confirmed and ended, never changed'
            using errcode = 'WF002', hint = 'end it and sign another';
    end if;
    return new;
end
$$;

drop trigger refuse_change on wellflow.waiver;
create trigger guard_waiver before insert or update on wellflow.waiver
for each row execute function wellflow.guard_waiver();
create trigger refuse_delete before delete or truncate on wellflow.waiver
for each statement execute function wellflow.refuse_delete();

-- The waiver of a person who is no longer alone with a duty lapses.
create function wellflow.lapse_waivers()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update wellflow.waiver w
    set ended_at = now()
    where w.organization_id = new.organization_id
        and w.is_of_one_person
        and w.ended_at is null
        and identity.is_shared(w.organization_id, w.app_user_id, w.duty_pair);
    return null;
end
$$;

create trigger lapse_waivers after insert or update on wellflow.capability_grant
for each row execute function wellflow.lapse_waivers();
create trigger lapse_waivers after update of is_active on wellflow.app_user
for each row when (new.is_active and not old.is_active)
execute function wellflow.lapse_waivers();

create function wellflow.guard_facility_limit()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    person uuid := wellflow.acting_person();
begin
    if wellflow.is_founding(new.organization_id) then
        return new;
    end if;
    perform identity.hold_people(new.organization_id);
    perform wellflow.require_capability(new.organization_id, person, 'user.manage');
    if new.app_user_id = person
        or (tg_op = 'INSERT' and new.app_user_id in (
            select identity.managers(new.organization_id)))
    then
        raise exception 'whoever manages people is not limited to facilities'
            using errcode = 'WF003', hint = 'end the right user.manage first';
    end if;
    if tg_op = 'INSERT' then
        new.created_at := now();
        new.ended_at := null;
    else
        if (new.organization_id, new.app_user_id, new.facility_id, new.created_at)
            is distinct from
            (old.organization_id, old.app_user_id, old.facility_id, old.created_at)
        then
            raise exception 'a limit is set and ended, never changed' using errcode = 'WF002';
        end if;
        if new.ended_at is null and new.app_user_id in (
            select identity.managers(new.organization_id))
        then
            raise exception 'whoever manages people is not limited to facilities'
                using errcode = 'WF003', hint = 'end the right user.manage first';
        end if;
        new.ended_at := case when new.ended_at is null then null
            else coalesce(old.ended_at, now()) end;
    end if;
    return new;
end
$$;

create trigger guard_facility_limit before insert or update on wellflow.facility_limit
for each row execute function wellflow.guard_facility_limit();
create trigger refuse_delete before delete or truncate on wellflow.facility_limit
for each statement execute function wellflow.refuse_delete();

-- Rights end and wait; they are not deleted or rewritten.
revoke update, delete on wellflow.capability_grant from :"api";
grant update (confirmed_by, ended_at) on wellflow.capability_grant to :"api";
grant update (confirmed_by, ended_at) on wellflow.waiver to :"api";
