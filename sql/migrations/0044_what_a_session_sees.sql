-- What a session sees: its organization, and in it what its person may read.

-- One row per person: what his or her rights in force let see, and the facilities that he or she is
-- limited to. Triggers keep it, so that a policy looks at one row and not at every right.
create table identity.sight (
    organization_id uuid not null,
    app_user_id uuid not null,
    kinds text[] not null,
    facilities uuid[],
    constraint sight_pkey primary key (organization_id, app_user_id),
    constraint sight_app_user_id_fkey foreign key (organization_id, app_user_id)
        references wellflow.app_user (organization_id, id)
);

-- Whoever acts on volumes or money sees what the act needs; a person limited to facilities sees no
-- money and no trail, nor what is of no facility.
create function identity.keep_sight(of_organization uuid, of_person uuid)
returns void
language plpgsql
as $$
declare
    held wellflow.capability[];
    reach uuid[];
    is_of_volume boolean;
begin
    insert into identity.sight (organization_id, app_user_id, kinds)
    values (of_organization, of_person, '{}')
    on conflict do nothing;
    -- Whoever changes rights of the same person at the same time waits here, and then sees them.
    perform
    from identity.sight s
    where s.organization_id = of_organization and s.app_user_id = of_person
    for update;
    select array_agg(g.capability) into held
    from wellflow.capability_grant g
    where g.organization_id = of_organization
        and g.app_user_id = of_person
        and g.ended_at is null
        and (not g.is_waiting or g.confirmed_by is not null);
    select array_agg(f.facility_id order by f.facility_id) into reach
    from wellflow.facility_limit f
    where f.organization_id = of_organization
        and f.app_user_id = of_person
        and f.ended_at is null;
    is_of_volume := held && '{read.volume,gauge.enter,ticket.approve,fit.sign,production.close,
        accounting.close,period.revise,deck.edit,deck.approve,payee.edit,payment.prepare,
        payment.release,filing.submit}';
    update identity.sight s
    set facilities = reach,
        kinds = array_remove(array[
            case when held is not null then 'field' end,
            case when held is not null and reach is null then 'whole field' end,
            case when is_of_volume then 'volume' end,
            case when is_of_volume and reach is null then 'all volumes' end,
            case when held && '{read.money,production.close,accounting.close,period.revise,
                deck.edit,deck.approve,payee.edit,payment.prepare,payment.release}'
                and reach is null then 'money' end,
            case when held && '{read.money,accounting.close,user.manage}'
                and reach is null then 'trail' end], null)
    where s.organization_id = of_organization and s.app_user_id = of_person;
end
$$;

create function identity.keep_sight_of_changed()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op in ('UPDATE', 'DELETE') then
        perform identity.keep_sight(old.organization_id, old.app_user_id);
    end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and (new.organization_id, new.app_user_id)
        is distinct from (old.organization_id, old.app_user_id))
    then
        perform identity.keep_sight(new.organization_id, new.app_user_id);
    end if;
    return null;
end
$$;

create trigger keep_sight after insert or update or delete on wellflow.capability_grant
for each row execute function identity.keep_sight_of_changed();
create trigger keep_sight after insert or update or delete on wellflow.facility_limit
for each row execute function identity.keep_sight_of_changed();

select identity.keep_sight(g.organization_id, g.app_user_id)
from (
    select distinct organization_id, app_user_id from wellflow.capability_grant) g;

-- What the session presented may see of a kind: its organization, or nothing. Every table of a query
-- asks it, so it looks for itself what identity.live_session() would tell; the session is found by
-- its token alone, whatever scope the plan was made in: `is true` is of no index.
create function wellflow.organization_readable(kind text)
returns uuid
language plpgsql
stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select s.organization_id
        from identity.session s
        join identity.sight w
            on w.organization_id = s.organization_id and w.app_user_id = s.app_user_id
        where s.token_sha256 = sha256(convert_to(current_setting('app.session', true), 'UTF8'))
            and (s.organization_id
                = nullif(current_setting('app.organization_id', true), '')::uuid) is true
            and s.is_good
            and not s.must_change
            and s.begun_at is not null
            and s.ended_at is null
            and s.expires_at > clock_timestamp()
            and s.opened_in is distinct from pg_current_xact_id_if_assigned()
            and kind = any (w.kinds));
end
$$;

-- The facilities that the person who acts is limited to; null for a person without a limit.
create function wellflow.facilities_in_reach()
returns uuid[]
language plpgsql
stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    session identity.session := identity.live_session();
begin
    return (
        select w.facilities
        from identity.sight w
        where w.organization_id = session.organization_id
            and w.app_user_id = session.app_user_id);
end
$$;

-- The tanks, meters, completions or tags of a limited person's facilities, or these themselves, if
-- the person sees the kind; null for whoever has no limit, or does not see it.
create function wellflow.in_reach(kind text, points text)
returns uuid[]
language plpgsql
stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    reach uuid[] := case when wellflow.organization_readable(kind) is not null
        then wellflow.facilities_in_reach() end;
begin
    if reach is null or points = 'facility' then
        return reach;
    elsif points = 'tank' then
        return (
            select array_agg(t.id) from wellflow.tank t where t.facility_id = any (reach));
    elsif points = 'meter' then
        return (
            select array_agg(m.id) from wellflow.meter m where m.facility_id = any (reach));
    elsif points = 'completion' then
        return (
            select array_agg(distinct e.completion_id)
            from wellflow.network_edge e
            where e.completion_id is not null and e.facility_id = any (reach));
    end if;
    return (
        select array_agg(distinct b.tag_id)
        from wellflow.tag_binding b
        where b.tank_id = any (wellflow.in_reach(kind, 'tank'))
            or b.meter_id = any (wellflow.in_reach(kind, 'meter'))
            or b.completion_id = any (wellflow.in_reach(kind, 'completion')));
end
$$;

-- What the raw readings ask, which know no policy: the organization in scope; for the login that
-- acts for people, also of its session. A person with a limit does not reach them.
create function wellflow.organization_of_readings()
returns uuid
language plpgsql
stable parallel restricted
as $$
begin
    if session_user = :'api' then
        return wellflow.organization_readable('all volumes');
    end if;
    return nullif(current_setting('app.organization_id', true), '')::uuid;
end
$$;

create or replace view wellflow.reading
with (security_barrier) as
select organization_id, tag_id, observed_at, received_at, value, quality
from scada.reading
where organization_id = (select wellflow.organization_of_readings())
with cascaded check option;

create or replace view wellflow.reading_hour
with (security_barrier) as
select
    organization_id, tag_id, hour_at, reading_count, good_count, mean_value, low_value,
    high_value, last_value
from scada.reading_hour
where organization_id = (select wellflow.organization_of_readings());

-- Adds to a table the policies of the session, for the login that acts for people: everything of
-- its organization only, and rows to read only of the kind that its person may see. With a reach,
-- points by the column that names them, a person with a limit sees the rows of those in reach.
-- The first half is asked for everybody and the second only where the first fails.
create function wellflow.bind_to_session(of_table regclass, kind text, reach jsonb default null)
returns void
language plpgsql
as $$
declare
    own text := 'organization_id = (select wellflow.session_organization())';
    readable text := case
        when kind = 'people' then own
        else format('organization_id = (select wellflow.organization_readable(%L))', case
            when reach is null then kind
            when kind = 'field' then 'whole field'
            when kind = 'volume' then 'all volumes' end) end;
    api name := (
        select regexp_replace(pg_get_userbyid(n.nspowner), '_owner$', '_api')
        from pg_namespace n where n.nspname = 'wellflow');
begin
    if reach is not null then
        readable := readable || (
            select string_agg(
                format(' or %I = any ((select wellflow.in_reach(%L, %L))::uuid[])',
                    r.key, kind, r.value), '' order by r.key)
            from jsonb_each_text(reach) r);
    end if;
    execute format('create policy session_reads on %s as restrictive for select to %I using (%s)',
        of_table, api, readable);
    execute format('create policy session_adds on %s as restrictive for insert to %I with check (%s)',
        of_table, api, own);
    execute format('create policy session_changes on %s as restrictive for update to %I using (%s)',
        of_table, api, own);
    execute format('create policy session_removes on %s as restrictive for delete to %I using (%s)',
        of_table, api, own);
end
$$;

do $$
declare
    bound record;
    of_a_point constant text :=
        '{"meter_id": "meter", "tank_id": "tank", "completion_id": "completion"}';
begin
    for bound in
        select *
        from (values
            ('organization', 'people', null), ('app_user', 'people', null),
            ('capability_grant', 'people', null), ('waiver', 'people', null),
            ('facility_limit', 'people', null), ('collector_key', 'people', null),
            ('company', 'people', null),
            ('field', 'field', null), ('lease', 'field', null), ('reporting_unit', 'field', null),
            ('property', 'field', null), ('well', 'field', null),
            ('completion_reporting_unit', 'field', null),
            ('property_completion', 'field', null), ('well_status_event', 'field', null),
            ('facility', 'field', '{"id": "facility"}'),
            ('meter', 'field', '{"facility_id": "facility"}'),
            ('tank', 'field', '{"facility_id": "facility"}'),
            ('network_edge', 'field', '{"facility_id": "facility"}'),
            ('strapping', 'field', '{"tank_id": "tank"}'),
            ('completion', 'field', '{"id": "completion"}'),
            ('tag_binding', 'field', of_a_point),
            ('tag', 'field', '{"id": "tag"}'),
            ('quarantine', 'field', '{"tag_id": "tag"}'),
            ('run_ticket', 'volume', '{"tank_id": "tank"}'),
            ('well_test', 'volume', '{"completion_id": "completion"}'),
            ('measured_day', 'volume', of_a_point),
            ('allocated_day', 'volume', '{"completion_id": "completion"}'),
            ('tank_ledger_day', 'volume', '{"facility_id": "facility"}'),
            ('allocated_month', 'volume', '{"completion_id": "completion"}'),
            ('decline_fit', 'volume', '{"completion_id": "completion"}'),
            ('day_state', 'volume', null), ('production_period', 'volume', null),
            ('disposition_month', 'all volumes', null), ('made_from', 'all volumes', null),
            ('compliance_report', 'all volumes', null), ('compliance_row', 'all volumes', null),
            ('sales_contract', 'money', null), ('statement', 'money', null),
            ('statement_line', 'money', null), ('deck', 'money', null),
            ('deck_line', 'money', null), ('revenue_run', 'money', null),
            ('revenue_distribution', 'money', null), ('owner_revenue', 'money', null),
            ('payment', 'money', null), ('audit_event', 'trail', null),
            ('audit_head', 'people', null), ('audit_anchor', 'people', null)
        ) as b (on_table, kind, reach)
    loop
        perform wellflow.bind_to_session(
            format('wellflow.%I', bound.on_table)::regclass, bound.kind, bound.reach::jsonb);
    end loop;
end
$$;

-- The pipeline serves all organizations and has no right on people and money. Of contracts and of
-- purchasers' papers it reads what was sold and to whom, never for how much.
revoke all on
    wellflow.app_user, wellflow.capability_grant, wellflow.waiver, wellflow.deck,
    wellflow.deck_line, wellflow.revenue_run, wellflow.revenue_distribution,
    wellflow.owner_revenue, wellflow.payment, wellflow.statement, wellflow.statement_line,
    wellflow.sales_contract
from :"pipeline";
revoke insert, update, delete on
    wellflow.company, wellflow.field, wellflow.lease, wellflow.reporting_unit,
    wellflow.property, wellflow.well, wellflow.completion, wellflow.facility, wellflow.meter,
    wellflow.tank, wellflow.tag, wellflow.completion_reporting_unit,
    wellflow.property_completion, wellflow.strapping, wellflow.tag_binding,
    wellflow.network_edge, wellflow.well_status_event, wellflow.run_ticket,
    wellflow.well_test, wellflow.quarantine
from :"pipeline";
revoke update (state) on wellflow.revenue_run from :"pipeline";
grant select (organization_id, id, purchaser_id, statement_number, statement_on, supersedes_id,
    created_at) on wellflow.statement to :"pipeline";
grant select (organization_id, statement_id, line_number, property_id, sales_month, product,
    pressure_base_psia, volume, unit, energy_mmbtu, is_prior_period, created_at)
on wellflow.statement_line to :"pipeline";
grant select (organization_id, id, purchaser_id, property_id, product, disposition_kind, status,
    effective_from, effective_to)
on wellflow.sales_contract to :"pipeline";

grant execute on function
    wellflow.change_secret(text, bytea, integer, integer, integer, bytea),
    wellflow.join_sign_in(text),
    wellflow.reset_secret(uuid, bytea, integer, integer, integer, bytea),
    wellflow.confirm_reset(uuid),
    wellflow.resets_waiting(),
    wellflow.people_who_sign_in(),
    wellflow.organization_readable(text),
    wellflow.in_reach(text, text),
    wellflow.facilities_in_reach()
to :"api";
grant execute on function wellflow.organization_of_readings() to :"pipeline", :"api";
