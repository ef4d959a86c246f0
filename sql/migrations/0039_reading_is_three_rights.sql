-- What a person may see is three rights: of the field, of its volumes, of its money. Rights end by
-- date and are not deleted; what touches one's own duties waits for a second person; and a person
-- may be limited to facilities.

drop function wellflow.require_capability(uuid, uuid, wellflow.capability);
alter type wellflow.capability rename to capability_before;
create type wellflow.capability as enum (
    'gauge.enter', 'ticket.approve', 'fit.sign', 'production.close', 'accounting.close',
    'period.revise', 'deck.edit', 'deck.approve', 'payee.edit', 'payment.prepare',
    'payment.release', 'filing.submit', 'tag.configure', 'user.manage',
    'read.field', 'read.volume', 'read.money'
);
alter table wellflow.capability_grant
    alter column capability type wellflow.capability
    using case capability::text when 'read' then 'read.field' else capability::text end
        ::wellflow.capability;
drop type wellflow.capability_before;

insert into wellflow.capability_grant (organization_id, app_user_id, capability, created_at)
select g.organization_id, g.app_user_id, also.capability, g.created_at
from wellflow.capability_grant g
cross join (values
    ('read.volume'::wellflow.capability), ('read.money'::wellflow.capability)) also (capability)
where g.capability = 'read.field';

alter table wellflow.capability_grant
    add column granted_by uuid,
    add column is_waiting boolean not null default false,
    add column confirmed_by uuid,
    add column confirmed_at timestamptz,
    add column ended_at timestamptz,
    add column ended_by uuid,
    add constraint capability_grant_granted_by_fkey foreign key (organization_id, granted_by)
        references wellflow.app_user (organization_id, id),
    add constraint capability_grant_confirmed_by_fkey foreign key (organization_id, confirmed_by)
        references wellflow.app_user (organization_id, id),
    add constraint capability_grant_ended_by_fkey foreign key (organization_id, ended_by)
        references wellflow.app_user (organization_id, id),
    add constraint capability_grant_rule_1 check ((confirmed_by is null) = (confirmed_at is null)),
    add constraint capability_grant_rule_2 check (ended_by is null or ended_at is not null);

-- A waiver that one person gave himself, in an office of one, lapses when a second holds the duty.
alter table wellflow.waiver
    add column signed_by uuid,
    add column is_waiting boolean not null default false,
    add column is_of_one_person boolean not null default false,
    add column confirmed_by uuid,
    add column confirmed_at timestamptz,
    add column ended_at timestamptz,
    add column ended_by uuid,
    add constraint waiver_signed_by_fkey foreign key (organization_id, signed_by)
        references wellflow.app_user (organization_id, id),
    add constraint waiver_confirmed_by_fkey foreign key (organization_id, confirmed_by)
        references wellflow.app_user (organization_id, id),
    add constraint waiver_ended_by_fkey foreign key (organization_id, ended_by)
        references wellflow.app_user (organization_id, id),
    add constraint waiver_rule_1 check ((confirmed_by is null) = (confirmed_at is null)),
    add constraint waiver_rule_2 check (ended_by is null or ended_at is not null);

-- one row per person and facility, of people who see and enter these facilities alone
create table wellflow.facility_limit (
    organization_id uuid not null,
    app_user_id uuid not null,
    facility_id uuid not null,
    ended_at timestamptz,
    created_at timestamptz not null default now(),
    constraint facility_limit_pkey primary key (organization_id, app_user_id, facility_id),
    constraint facility_limit_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint facility_limit_app_user_id_fkey foreign key (organization_id, app_user_id)
        references wellflow.app_user (organization_id, id),
    constraint facility_limit_facility_id_fkey foreign key (organization_id, facility_id)
        references wellflow.facility (organization_id, id)
);
alter table wellflow.facility_limit enable row level security;
alter table wellflow.facility_limit force row level security;
create policy tenant on wellflow.facility_limit using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

select wellflow.keep_trail('wellflow.facility_limit', 'row');

-- Rights and waivers in force; whoever asks what a person may do asks these two.
create view wellflow.capability_in_force with (security_invoker = true) as
select g.organization_id, g.app_user_id, g.capability
from wellflow.capability_grant g
join wellflow.app_user u
    on u.organization_id = g.organization_id and u.id = g.app_user_id
where u.is_active
    and g.ended_at is null
    and (not g.is_waiting or g.confirmed_by is not null);

create view wellflow.waiver_in_force with (security_invoker = true) as
select w.organization_id, w.id, w.app_user_id, w.duty_pair, w.is_of_one_person
from wellflow.waiver w
where w.ended_at is null
    and w.signed_on <= current_date
    and (not w.is_waiting or w.confirmed_by is not null);

create function wellflow.require_capability(
    of_organization uuid, of_person uuid, needed wellflow.capability)
returns void
language plpgsql
as $$
begin
    if wellflow.is_founding(of_organization) then
        return;
    end if;
    if of_person is null or of_person is distinct from wellflow.acting_person() then
        raise exception 'an act that needs % must be made by the person it names', needed
            using errcode = 'WF003', hint = 'sign in as that person: wellflow login';
    end if;
    if not exists (
        select
        from wellflow.capability_in_force c
        where c.organization_id = of_organization
            and c.app_user_id = of_person
            and c.capability = needed)
    then
        raise exception 'person % may not %', of_person, needed
            using errcode = 'WF003', hint = 'someone with user.manage can grant the capability';
    end if;
end
$$;

create or replace function wellflow.require_two_people(
    of_organization uuid, first_person uuid, second_person uuid, pair wellflow.duty_pair)
returns void
language plpgsql
as $$
begin
    if wellflow.is_founding(of_organization) then
        return;
    end if;
    perform wellflow.require_in_scope(of_organization);
    if first_person is null then
        raise exception 'the % cannot be approved: who made it is not known', pair
            using errcode = 'WF003';
    end if;
    if first_person = second_person and not exists (
        select
        from wellflow.waiver_in_force w
        where w.organization_id = of_organization
            and w.app_user_id = second_person
            and w.duty_pair = pair)
    then
        raise exception 'one person cannot do both halves of the % duty', pair
            using errcode = 'WF003', hint = 'ask a second person, or store a signed waiver';
    end if;
end
$$;

grant select on
    wellflow.facility_limit,
    wellflow.capability_in_force,
    wellflow.waiver_in_force
to :"api";
grant insert, update (ended_at) on wellflow.facility_limit to :"api";
grant execute on function
    wellflow.require_capability(uuid, uuid, wellflow.capability)
to :"pipeline", :"api";
