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
    -- In an older snapshot a session that has ended since would still be good.
    if session_user = :'api' and current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'people write at read committed'
            using errcode = 'WF002', hint = 'an older snapshot does not see what was done since';
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
