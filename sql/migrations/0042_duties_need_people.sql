-- Every write that a person answers for asks which person, and whether that person may. States go
-- along their arrows only; times are the database's own; a payment is what its owner lines sum to.
-- What touches one's own duties waits for a second person. The owner of the database writes without
-- a person while an organization is founded, never afterwards.

-- Guards read what they need, whatever the caller may read.
create function wellflow.is_limited(of_organization uuid, of_person uuid)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select
        from wellflow.facility_limit f
        where f.organization_id = of_organization
            and f.app_user_id = of_person
            and f.ended_at is null)
$$;

create function wellflow.require_any(
    of_organization uuid, needed wellflow.capability[], is_of_a_facility boolean)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    person uuid := wellflow.acting_person();
    words text := array_to_string(needed, ' or ');
begin
    if wellflow.is_founding(of_organization) then
        return;
    end if;
    if person is null then
        raise exception 'an act that needs % must be made by a person who is signed in', words
            using errcode = 'WF003', hint = 'sign in: wellflow login';
    end if;
    if not exists (
        select
        from wellflow.capability_in_force c
        where c.organization_id = of_organization
            and c.app_user_id = person
            and c.capability = any (needed))
    then
        raise exception 'person % may not %', person, words
            using errcode = 'WF003', hint = 'someone with user.manage can grant the capability';
    end if;
    if not is_of_a_facility and wellflow.is_limited(of_organization, person) then
        raise exception 'person % may not %: it is of the whole organization', person, words
            using errcode = 'WF003', hint = 'someone with user.manage can end the limit to facilities';
    end if;
end
$$;

create or replace function wellflow.require_capability(
    of_organization uuid, of_person uuid, needed wellflow.capability)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if of_person is distinct from wellflow.acting_person()
        and not wellflow.is_founding(of_organization)
    then
        raise exception 'an act that needs % must be made by the person it names', needed
            using errcode = 'WF003', hint = 'sign in as that person: wellflow login';
    end if;
    perform wellflow.require_any(
        of_organization, array[needed], needed in ('gauge.enter', 'ticket.approve'));
end
$$;

-- A statement's rows are looked at once it is done, so that no scope or session that it put in
-- place on its way is believed of rows of another.
create function wellflow.ask_person()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    written uuid[];
    of_organization uuid;
begin
    if tg_argv[1] = 'stage' and session_user = :'pipeline'
        or tg_argv[1] = 'owner' and session_user <> :'api'
    then
        return null;
    end if;
    written := array(select distinct c.organization_id from changed c);
    if tg_op = 'UPDATE' then
        written := written || array(select distinct f.organization_id from former f);
    end if;
    foreach of_organization in array written loop
        perform wellflow.require_in_scope(of_organization);
        perform wellflow.require_any(
            of_organization, tg_argv[0]::wellflow.capability[], tg_argv[1] = 'facility');
    end loop;
    return null;
end
$$;

-- What people enter is entered now, whatever date a file or a caller would give it.
create function wellflow.stamp_created()
returns trigger
language plpgsql
as $$
begin
    new.created_at := now();
    return new;
end
$$;

-- Which table asks for which capability, any one of them. 'people': of the whole organization.
-- 'facility': also of a person limited to facilities. 'stage': the pipeline's schedules, too.
-- 'owner': the owner of the database, too, who makes a collector's login.
do $$
declare
    asking record;
    change record;
begin
    for asking in
        select *
        from (values
            ('organization', 'people', '{user.manage}'),
            ('collector_key', 'owner', '{tag.configure,user.manage}'),
            ('company', 'people', '{user.manage,payee.edit}'),
            ('field', 'people', '{user.manage}'),
            ('lease', 'people', '{user.manage}'),
            ('reporting_unit', 'people', '{user.manage}'),
            ('property', 'people', '{user.manage}'),
            ('well', 'people', '{user.manage}'),
            ('completion', 'people', '{user.manage}'),
            ('well_status_event', 'people', '{user.manage}'),
            ('completion_reporting_unit', 'people', '{user.manage}'),
            ('property_completion', 'people', '{user.manage}'),
            ('facility', 'people', '{user.manage}'),
            ('network_edge', 'people', '{user.manage}'),
            ('strapping', 'people', '{user.manage,tag.configure}'),
            ('meter', 'people', '{user.manage,tag.configure}'),
            ('tank', 'people', '{user.manage,tag.configure}'),
            ('tag', 'people', '{user.manage,tag.configure}'),
            ('tag_binding', 'people', '{user.manage,tag.configure}'),
            ('run_ticket', 'facility', '{ticket.approve,gauge.enter}'),
            ('well_test', 'facility', '{ticket.approve,gauge.enter}'),
            ('sales_contract', 'people', '{user.manage,accounting.close}'),
            ('statement', 'people', '{payment.prepare,accounting.close}'),
            ('statement_line', 'people', '{payment.prepare,accounting.close}'),
            ('deck', 'people', '{deck.edit,deck.approve}'),
            ('deck_line', 'people', '{deck.edit}'),
            ('revenue_run', 'people', '{payment.prepare,accounting.close}'),
            ('revenue_distribution', 'people', '{payment.prepare,accounting.close}'),
            ('owner_revenue', 'people', '{payment.prepare,accounting.close}'),
            ('payment', 'people', '{payment.prepare,payment.release,accounting.close}'),
            ('measured_day', 'stage', '{production.close,ticket.approve,gauge.enter}'),
            ('day_state', 'stage', '{production.close,ticket.approve,gauge.enter}'),
            ('allocated_day', 'stage', '{production.close,ticket.approve,gauge.enter}'),
            ('tank_ledger_day', 'stage', '{production.close,ticket.approve,gauge.enter}'),
            ('allocated_month', 'stage', '{production.close,accounting.close}'),
            ('disposition_month', 'stage', '{production.close,accounting.close}'),
            ('production_period', 'stage', '{production.close,accounting.close}'),
            ('compliance_report', 'stage', '{production.close,filing.submit}'),
            ('compliance_row', 'stage', '{production.close,filing.submit}'),
            ('decline_fit', 'stage', '{fit.sign,production.close}'),
            ('made_from', 'stage', '{production.close,accounting.close,payment.prepare}')
        ) as a (on_table, kind, needed)
    loop
        for change in
            select *
            from (values
                ('insert', 'new table as changed'),
                ('update', 'old table as former new table as changed'),
                ('delete', 'old table as changed')) as c (operation, tables)
        loop
            execute format(
                'create trigger ask_person_to_%1$s after %1$s on wellflow.%2$I referencing %3$s
                    for each statement execute function wellflow.ask_person(%4$L, %5$L)',
                change.operation, asking.on_table, change.tables, asking.needed, asking.kind);
        end loop;
        continue when asking.kind not in ('people', 'facility');
        execute format(
            'create trigger stamp_created before insert on wellflow.%I
                for each row when (session_user = %L)
                execute function wellflow.stamp_created()', asking.on_table, :'api');
    end loop;
end
$$;

-- A person limited to facilities enters papers of these alone.
create function wellflow.guard_reach()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    reach uuid[] := wellflow.facilities_in_reach();
    paper jsonb := to_jsonb(new);
    is_in_reach boolean;
begin
    if reach is null then
        return new;
    end if;
    if tg_table_name = 'run_ticket' then
        is_in_reach := exists (
                select from wellflow.tank t
                where t.organization_id = new.organization_id
                    and t.id = (paper ->> 'tank_id')::uuid
                    and t.facility_id = any (reach))
            and not exists (
                select
                from wellflow.run_ticket r
                join wellflow.tank t on t.organization_id = r.organization_id and t.id = r.tank_id
                where r.organization_id = new.organization_id
                    and r.id = new.supersedes_id
                    and t.facility_id <> all (reach));
    else
        is_in_reach := not exists (
            select
            from (
                select (paper ->> 'completion_id')::uuid as completion_id
                union all
                select w.completion_id
                from wellflow.well_test w
                where w.organization_id = new.organization_id and w.id = new.supersedes_id) c
            where not exists (
                select
                from wellflow.network_edge e
                where e.organization_id = new.organization_id
                    and e.completion_id = c.completion_id
                    and e.facility_id = any (reach)));
    end if;
    if not is_in_reach then
        raise exception 'person % may not enter a % of another facility',
            wellflow.acting_person(), tg_table_name
            using errcode = 'WF003', hint = 'someone with user.manage can end the limit to facilities';
    end if;
    return new;
end
$$;

create trigger guard_reach before insert on wellflow.run_ticket
for each row execute function wellflow.guard_reach();
create trigger guard_reach before insert on wellflow.well_test
for each row execute function wellflow.guard_reach();

-- People. Who manages people: active, in force, not limited to facilities.
create function identity.managers(of_organization uuid)
returns setof uuid
language sql
stable
as $$
    select c.app_user_id
    from wellflow.capability_in_force c
    where c.organization_id = of_organization
        and c.capability = 'user.manage'
        and not wellflow.is_limited(of_organization, c.app_user_id)
$$;

create or replace function identity.managing_person()
returns uuid
language plpgsql
as $$
declare
    person uuid := wellflow.acting_person();
begin
    if identity.is_owner() then
        return null;
    end if;
    if person is null or person not in (
        select identity.managers(nullif(current_setting('app.organization_id', true), '')::uuid))
    then
        raise exception 'only somebody with user.manage may do this'
            using errcode = 'WF003', hint = 'sign in as that person: wellflow login';
    end if;
    return person;
end
$$;

-- Changes of people's rights come one after another, each on what the one before left.
create function identity.hold_people(of_organization uuid)
returns void
language plpgsql
as $$
begin
    perform wellflow.require_in_scope(of_organization);
    perform identity.require_read_committed();
    perform from wellflow.organization o
    where o.organization_id = of_organization
    for no key update;
end
$$;

create function identity.require_read_committed()
returns void
language plpgsql
as $$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'people and money are written at read committed'
            using errcode = 'WF002', hint = 'an older snapshot does not see what was done since';
    end if;
end
$$;

-- Whom a manager goes back to: whoever made a manager alone, with nobody to confirm it, may be
-- that manager, so both are one. A ring of such grants goes back to one of its members.
create function identity.root_of(of_organization uuid, of_person uuid)
returns uuid
language plpgsql
stable
as $$
declare
    passed uuid[] := array[of_person];
    above uuid;
begin
    loop
        select g.granted_by into above
        from wellflow.capability_grant g
        where g.organization_id = of_organization
            and g.app_user_id = passed[cardinality(passed)]
            and g.capability = 'user.manage'
            and g.confirmed_by is null;
        if above is null then
            return passed[cardinality(passed)];
        end if;
        if above = any (passed) then
            return (
                select ring.person
                from unnest(passed[array_position(passed, above):]) ring (person)
                order by ring.person limit 1);
        end if;
        passed := passed || above;
    end loop;
end
$$;

create function identity.is_second(
    of_organization uuid, of_person uuid, first_person uuid, receiver uuid)
returns boolean
language sql
stable
as $$
    select of_person is distinct from first_person
        and of_person is distinct from receiver
        and identity.root_of(of_organization, of_person)
            is distinct from identity.root_of(of_organization, first_person)
$$;

-- Whether anybody could confirm what a person asks for. Who took a manager's right away does not
-- become the only one by it for a week.
create function identity.has_second(of_organization uuid, first_person uuid, receiver uuid)
returns boolean
language sql
stable
as $$
    select exists (
            select
            from identity.managers(of_organization) m (person)
            where identity.is_second(of_organization, m.person, first_person, receiver))
        or exists (
            select
            from wellflow.capability_grant g
            where g.organization_id = of_organization
                and g.capability = 'user.manage'
                and g.ended_at > now() - interval '7 days'
                and (not g.is_waiting or g.confirmed_by is not null)
                and identity.root_of(of_organization, g.ended_by)
                    = identity.root_of(of_organization, first_person)
                and identity.is_second(of_organization, g.app_user_id, first_person, receiver))
$$;

create function identity.require_second(
    of_organization uuid, of_person uuid, first_person uuid, receiver uuid)
returns void
language plpgsql
as $$
begin
    if not identity.is_second(of_organization, of_person, first_person, receiver) then
        raise exception 'a second person confirms it: neither who asked, nor who gets it, nor whom'
            ' the one who asked made a manager alone'
            using errcode = 'WF003', hint = 'ask somebody else with user.manage';
    end if;
end
$$;

create function identity.halves_of(pair wellflow.duty_pair)
returns wellflow.capability[]
language sql
immutable
as $$
    select case pair
        when 'deck' then '{deck.edit,deck.approve}'
        when 'payment' then '{payment.prepare,payment.release}'
        end::wellflow.capability[]
$$;

-- Whether somebody else holds a half of a duty, so that two people can do it.
create function identity.is_shared(of_organization uuid, of_person uuid, pair wellflow.duty_pair)
returns boolean
language sql
stable
as $$
    select exists (
        select
        from wellflow.capability_in_force c
        where c.organization_id = of_organization
            and c.app_user_id <> of_person
            and c.capability = any (identity.halves_of(pair)))
$$;

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

-- A collector that was shut out stays out.
create function wellflow.guard_collector_key()
returns trigger
language plpgsql
as $$
begin
    if old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at then
        raise exception 'collector % was shut out', old.login
            using errcode = 'WF002', hint = 'the owner of the installation adds it anew';
    end if;
    new.revoked_at := case when new.revoked_at is null then null
        else coalesce(old.revoked_at, now()) end;
    return new;
end
$$;

do $$
begin
    execute format(
        'create trigger guard_collector_key before update on wellflow.collector_key
            for each row when (session_user = %L)
            execute function wellflow.guard_collector_key()', :'api');
end
$$;

-- A reset is confirmed by somebody whom the one who asked has not made alone.
create or replace function wellflow.confirm_reset(of_reset uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    tenant uuid := nullif(current_setting('app.organization_id', true), '')::uuid;
    manager uuid := identity.managing_person();
    asked identity.reset;
begin
    update identity.reset r
    set confirmed_by = manager, confirmed_at = now()
    where r.id = of_reset
        and r.organization_id = tenant
        and r.confirmed_at is null
        and r.withdrawn_at is null
        and r.asked_at > now() - interval '7 days'
    returning r.* into asked;
    if asked.id is null then
        raise exception 'no such reset waits' using errcode = 'WF002', hint = 'ask for it again';
    end if;
    if manager is not null then
        perform identity.require_second(tenant, manager, asked.asked_by, asked.app_user_id);
    end if;
    perform identity.put_one_time_secret(asked);
end
$$;

-- Decks: entered by one, approved by another, ended by date.
drop trigger guard_editor on wellflow.deck;
drop function wellflow.guard_deck_editor();
drop trigger guard_approved on wellflow.deck;
drop function wellflow.guard_approved_deck();

create function wellflow.guard_deck_arrows()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    person uuid := wellflow.acting_person();
begin
    if wellflow.is_founding(coalesce(new.organization_id, old.organization_id)) then
        return coalesce(new, old);
    end if;
    perform identity.require_read_committed();
    if tg_op = 'DELETE' then
        if old.approved_by is not null or old.edited_by is distinct from person then
            raise exception 'a deck is taken back by who made it, until it is approved'
                using errcode = 'WF002', hint = 'end it by date';
        end if;
        return old;
    end if;
    if tg_op = 'INSERT' then
        new.edited_by := coalesce(new.edited_by, person);
        perform wellflow.require_capability(new.organization_id, new.edited_by, 'deck.edit');
        if new.approved_by is not null or new.approved_at is not null then
            raise exception 'a deck is approved once its lines are entered'
                using errcode = 'WF002', hint = 'enter it, then approve it: wellflow revenue approve';
        end if;
        return new;
    end if;
    if (new.id, new.edited_by) is distinct from (old.id, old.edited_by) then
        raise exception 'a deck keeps who made it'
            using errcode = 'WF002', hint = 'enter a deck of your own';
    end if;
    if old.approved_by is null then
        if new.approved_by is not null then
            new.approved_at := now();
        elsif old.edited_by is distinct from person or new.approved_at is not null then
            raise exception 'a deck is changed by the person who makes it'
                using errcode = 'WF003', hint = 'enter a deck of your own, for another to approve';
        end if;
        if new.approved_by is not null
            and (new.property_id, new.kind, new.product, new.effective_from, new.effective_to)
                is distinct from
                (old.property_id, old.kind, old.product, old.effective_from, old.effective_to)
        then
            raise exception 'a deck is approved as it was entered' using errcode = 'WF002';
        end if;
        return new;
    end if;
    if (new.approved_by, new.approved_at) is distinct from (old.approved_by, old.approved_at) then
        raise exception 'an approved deck stays approved, and is approved once'
            using errcode = 'WF002', hint = 'end it by date and enter a new one';
    end if;
    if (new.property_id, new.kind, new.product, new.effective_from, new.created_at)
        is distinct from
        (old.property_id, old.kind, old.product, old.effective_from, old.created_at)
        or (new.effective_to is distinct from old.effective_to
            and coalesce(new.effective_to >= old.effective_to, new.effective_to is null))
    then
        raise exception 'an approved deck keeps its property, product and first day, and only ends'
            using errcode = 'WF002', hint = 'end it by date and enter a new one';
    end if;
    return new;
end
$$;

create or replace function wellflow.guard_deck()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' or new.approved_by is distinct from old.approved_by then
        perform wellflow.require_capability(
            new.organization_id, new.approved_by, 'deck.approve');
        perform wellflow.require_two_people(
            new.organization_id, new.edited_by, new.approved_by, 'deck');
    end if;
    return new;
end
$$;

create trigger guard_arrows before insert or update or delete on wellflow.deck
for each row execute function wellflow.guard_deck_arrows();

create or replace function wellflow.guard_deck_line()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    line wellflow.deck_line := coalesce(new, old);
    deck record;
begin
    perform wellflow.require_in_scope(line.organization_id);
    for deck in
        select d.edited_by, d.approved_by
        from wellflow.deck d
        where d.organization_id = line.organization_id
            and d.id in (line.deck_id, case when tg_op = 'UPDATE' then old.deck_id end)
        for share
    loop
        if deck.approved_by is not null then
            raise exception 'the lines of an approved deck stay as they were approved'
                using errcode = 'WF002',
                    hint = 'end the deck on the first of a month and enter a new one';
        end if;
        if not wellflow.is_founding(line.organization_id)
            and (deck.edited_by is null
                or deck.edited_by is distinct from wellflow.acting_person())
        then
            raise exception 'the lines of a deck are entered by the person who makes it'
                using errcode = 'WF003', hint = 'enter a deck of your own, for another to approve';
        end if;
    end loop;
    return line;
end
$$;

-- Runs: drafted, booked, reversed; each in the name of who runs it.
create or replace function wellflow.guard_run()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    is_founding boolean := wellflow.is_founding(coalesce(new.organization_id, old.organization_id));
begin
    if tg_op = 'DELETE' then
        if old.state <> 'draft' then
            raise exception 'revenue run % is %', old.id, old.state
                using errcode = 'WF002', hint = 'reverse it and run the statement again';
        end if;
        return old;
    end if;
    if tg_op = 'INSERT' then
        if not is_founding and new.run_by is distinct from wellflow.acting_person() then
            raise exception 'a revenue run must be made by the person it names'
                using errcode = 'WF003', hint = 'sign in as that person: wellflow login';
        end if;
        if not is_founding and new.state <> 'draft' then
            raise exception 'a revenue run starts as a draft' using errcode = 'WF002';
        end if;
        return new;
    end if;
    if (old.state::text, new.state::text) not in (('draft', 'booked'), ('booked', 'reversed')) then
        raise exception 'a revenue run cannot go from % to %', old.state, new.state
            using errcode = 'WF002';
    end if;
    perform wellflow.require_in_scope(new.organization_id);
    perform identity.require_read_committed();
    if new.state = 'reversed' and exists (
        select
        from wellflow.payment p
        where p.organization_id = new.organization_id
            and p.revenue_run_id = new.id
            and p.released_by is not null)
    then
        raise exception 'payments of revenue run % were released', new.id
            using errcode = 'WF002', hint = 'correct it by the purchaser''s next statement';
    end if;
    if new.state = 'booked' and not is_founding and exists (
        select
        from wellflow.revenue_distribution r
        join wellflow.deck d on d.organization_id = r.organization_id and d.id = r.deck_id
        where r.organization_id = new.organization_id
            and r.revenue_run_id = new.id
            and d.approved_by is null)
    then
        raise exception 'a deck that revenue run % shares by is not approved', new.id
            using errcode = 'WF002', hint = 'a second person approves it: wellflow revenue approve';
    end if;
    return new;
end
$$;

create trigger guard_insert before insert on wellflow.revenue_run
for each row execute function wellflow.guard_run();

-- Payments: what the booked run owes the owner and may pay, to the cent.
create or replace function wellflow.guard_payment()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    state wellflow.run_state;
    owed numeric;
begin
    perform wellflow.require_in_scope(new.organization_id);
    perform identity.require_read_committed();
    select r.state into state
    from wellflow.revenue_run r
    where r.organization_id = new.organization_id and r.id = new.revenue_run_id
    for share;
    if tg_op = 'INSERT' then
        perform wellflow.require_capability(
            new.organization_id, new.prepared_by, 'payment.prepare');
        if not wellflow.is_founding(new.organization_id) then
            if new.status <> 'pending' or new.released_by is not null
                or new.released_at is not null
            then
                raise exception 'a payment is prepared first, and released then'
                    using errcode = 'WF002', hint = 'a second person releases it';
            end if;
            if state is distinct from 'booked' then
                raise exception 'payments are of a booked revenue run, not one that is %', state
                    using errcode = 'WF002', hint = 'run the statement: wellflow revenue run';
            end if;
            select sum(o.net_usd) into owed
            from wellflow.revenue_distribution d
            join wellflow.owner_revenue o
                on o.organization_id = d.organization_id and o.revenue_distribution_id = d.id
            where d.organization_id = new.organization_id
                and d.revenue_run_id = new.revenue_run_id
                and o.owner_id = new.owner_id
                and o.pay_status = 'pay';
            if new.amount_usd is distinct from owed or owed <= 0 then
                raise exception 'a payment of % is not what the run owes this owner, which is %',
                    new.amount_usd, coalesce(owed, 0)
                    using errcode = 'WF002', hint = 'prepare it anew: wellflow revenue pay';
            end if;
        end if;
    elsif (new.id, new.revenue_run_id, new.owner_id, new.amount_usd, new.prepared_by)
        is distinct from
        (old.id, old.revenue_run_id, old.owner_id, old.amount_usd, old.prepared_by)
        or (old.released_by is not null
            and (new.released_by, new.released_at)
                is distinct from (old.released_by, old.released_at))
    then
        raise exception 'a payment keeps its owner, amount and people'
            using errcode = 'WF002', hint = 'reverse it and prepare another';
    elsif old.status = 'reversed' and new.status <> 'reversed' then
        raise exception 'a reversed payment stays reversed'
            using errcode = 'WF002', hint = 'run the statement again and prepare another';
    end if;
    if new.released_by is not null and (tg_op = 'INSERT' or old.released_by is null) then
        perform wellflow.require_capability(
            new.organization_id, new.released_by, 'payment.release');
        perform wellflow.require_two_people(
            new.organization_id, new.prepared_by, new.released_by, 'payment');
        if state is distinct from 'booked' then
            raise exception 'payments are of a booked revenue run, not one that is %', state
                using errcode = 'WF002', hint = 'run the statement: wellflow revenue run';
        end if;
        new.released_at := now();
    elsif new.released_by is null and new.released_at is not null then
        raise exception 'a payment is released by a person' using errcode = 'WF002';
    end if;
    if (new.status in ('processing', 'completed') and new.released_by is null)
        or (new.status = 'pending' and new.released_by is not null)
    then
        raise exception 'a payment is % only %', new.status,
            case when new.status = 'pending' then 'before it is released'
                 else 'once it is released' end
            using errcode = 'WF002', hint = 'a second person releases it: wellflow revenue release';
    end if;
    if tg_op = 'UPDATE' and new.status <> old.status
        and (old.status::text, new.status::text) not in (
            ('pending', 'processing'), ('pending', 'completed'), ('pending', 'failed'),
            ('pending', 'suspended'), ('pending', 'reversed'), ('suspended', 'pending'),
            ('suspended', 'reversed'), ('processing', 'completed'), ('processing', 'failed'),
            ('processing', 'reversed'), ('completed', 'failed'), ('completed', 'reversed'),
            ('failed', 'processing'), ('failed', 'completed'), ('failed', 'reversed'))
    then
        raise exception 'a payment cannot go from % to %', old.status, new.status
            using errcode = 'WF002';
    end if;
    return new;
end
$$;

-- Periods: times are the database's, and no month is closed before it is over.
create function wellflow.guard_period_times()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if wellflow.is_founding(new.organization_id) then
        return new;
    end if;
    if tg_op = 'INSERT' then
        if new.closed_by is not null or new.closed_at is not null then
            raise exception 'a production month starts open at version 0' using errcode = 'WF002';
        end if;
        new.created_at := now();
        return new;
    end if;
    if new.proposed_at is distinct from old.proposed_at then
        new.proposed_at := now();
    end if;
    if new.state <> 'closed' then
        new.closed_by := old.closed_by;
        new.closed_at := old.closed_at;
        return new;
    end if;
    new.closed_at := now();
    if exists (
        select
        from wellflow.organization o
        where o.organization_id = new.organization_id
            and (now() at time zone o.time_zone)::date < (new.month + interval '1 month')::date)
    then
        raise exception 'production month % is not over', to_char(new.month, 'YYYY-MM')
            using errcode = 'WF002', hint = 'close it once its last day is in';
    end if;
    return new;
end
$$;

create trigger guard_times before insert or update on wellflow.production_period
for each row execute function wellflow.guard_period_times();

-- Reports: drafted, submitted, answered by the agency; a rejected one is a draft again.
create function wellflow.guard_report_arrows()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if wellflow.is_founding(coalesce(new.organization_id, old.organization_id)) then
        return coalesce(new, old);
    end if;
    if tg_op = 'DELETE' then
        if old.status <> 'draft' then
            raise exception 'a report that is % stays', old.status using errcode = 'WF002';
        end if;
        return old;
    end if;
    if tg_op = 'INSERT' then
        if new.status <> 'draft' then
            raise exception 'a report starts as a draft' using errcode = 'WF002';
        end if;
        return new;
    end if;
    if to_jsonb(new) - 'status' is distinct from to_jsonb(old) - 'status' then
        raise exception 'of a report nothing moves but where it stands' using errcode = 'WF002';
    end if;
    if new.status = old.status then
        return new;
    end if;
    if (old.status::text, new.status::text) not in (
        ('draft', 'submitted'), ('submitted', 'approved'), ('submitted', 'rejected'),
        ('rejected', 'draft'))
    then
        raise exception 'a report cannot go from % to %', old.status, new.status
            using errcode = 'WF002';
    end if;
    perform wellflow.require_in_scope(new.organization_id);
    perform wellflow.require_capability(
        new.organization_id, wellflow.acting_person(), 'filing.submit');
    if new.status = 'submitted' and new.version = 0 and new.report_type = 'form_pr' then
        raise exception 'the draft of an open month is not filed'
            using errcode = 'WF002', hint = 'close the month: wellflow close production';
    end if;
    return new;
end
$$;

create trigger guard_arrows before insert or update or delete on wellflow.compliance_report
for each row execute function wellflow.guard_report_arrows();

-- Guards of earlier files that read.
do $$
declare
    guard text;
begin
    foreach guard in array array[
        'require_two_people(uuid, uuid, uuid, wellflow.duty_pair)', 'guard_distributions()',
        'guard_owner_lines()', 'guard_days()', 'guard_months()', 'guard_reports()',
        'guard_report_rows()', 'change_well_status()']
    loop
        execute format(
            'alter function wellflow.%s security definer set search_path = pg_catalog, pg_temp',
            guard);
    end loop;
end
$$;

-- Rights end and wait; they are not deleted or rewritten.
revoke update, delete on wellflow.capability_grant from :"api";
grant update (confirmed_by, ended_at) on wellflow.capability_grant to :"api";
grant update (confirmed_by, ended_at) on wellflow.waiver to :"api";
revoke update (status) on wellflow.compliance_report from :"pipeline";
revoke insert on wellflow.quarantine from :"api";
