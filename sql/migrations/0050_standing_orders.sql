-- A schedule closes a month under a standing order alone: a person who may close signs, with dates,
-- that it may be done once every check passes, and takes it back when it shall end. The month says
-- under which order it was closed, and by nobody's hand.

-- one row per order that a person signed for a schedule to act under, and may revoke
create table wellflow.standing_order (
    organization_id uuid not null,
    id uuid not null,
    act wellflow.capability not null,
    reason text not null,
    signed_by uuid not null,
    signed_at timestamptz not null,
    valid_from date not null,
    valid_until date,
    revoked_by uuid,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    constraint standing_order_pkey primary key (organization_id, id),
    constraint standing_order_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint standing_order_signed_by_fkey foreign key (organization_id, signed_by)
        references wellflow.app_user (organization_id, id),
    constraint standing_order_revoked_by_fkey foreign key (organization_id, revoked_by)
        references wellflow.app_user (organization_id, id),
    constraint standing_order_rule_1 check (act = 'production.close'),
    constraint standing_order_rule_2 check (valid_until >= valid_from),
    constraint standing_order_rule_3 check ((revoked_by is null) = (revoked_at is null))
);
alter table wellflow.standing_order enable row level security;
alter table wellflow.standing_order force row level security;
create policy tenant on wellflow.standing_order using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
select wellflow.bind_to_session('wellflow.standing_order', 'people');

alter table wellflow.production_period
    add column closed_under uuid,
    add constraint production_period_closed_under_fkey foreign key (organization_id, closed_under)
        references wellflow.standing_order (organization_id, id),
    add constraint production_period_rule_2 check (closed_under is null or closed_by is null);

-- Signing and revoking are acts of the person whose name they bear; nothing else ever changes.
create function wellflow.guard_standing_order()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    person uuid := wellflow.acting_person();
begin
    if person is null then
        raise exception 'a standing order is signed and revoked by a person'
            using errcode = 'WF003', hint = 'sign in: wellflow login';
    end if;
    perform wellflow.require_capability(new.organization_id, person, new.act);
    if tg_op = 'INSERT' then
        if new.signed_by <> person or new.revoked_at is not null then
            raise exception 'a standing order is signed by the person who acts'
                using errcode = 'WF003';
        end if;
        new.signed_at := now();
        perform wellflow.note_event(
            new.organization_id, 'standing_order.signed', new.id::text, null, to_jsonb(new));
        return new;
    end if;
    if old.revoked_at is not null
        or to_jsonb(new) - array['revoked_by', 'revoked_at']
            is distinct from to_jsonb(old) - array['revoked_by', 'revoked_at']
        or new.revoked_by is distinct from person
    then
        raise exception 'a standing order can only be revoked, once, by the person who acts'
            using errcode = 'WF002', hint = 'revoke it and sign another';
    end if;
    new.revoked_at := now();
    perform wellflow.note_event(
        new.organization_id, 'standing_order.revoked', new.id::text, to_jsonb(old), to_jsonb(new));
    return new;
end
$$;

create trigger guard_standing_order
before insert or update on wellflow.standing_order
for each row
execute function wellflow.guard_standing_order();

create trigger refuse_delete
before delete or truncate on wellflow.standing_order
for each statement
execute function wellflow.refuse_change();

-- The order under which an act may be done today, for the organization in scope: neither revoked
-- nor out of its dates, signed by a person who may still do it. Whoever revokes it waits until
-- this transaction is done.
create function wellflow.live_standing_order(of_organization uuid, of_act wellflow.capability)
returns table (
    order_id uuid, signed_by uuid, full_name text, signed_at timestamptz, valid_until date)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.require_in_scope(of_organization);
    return query
        select s.id, s.signed_by, u.full_name, s.signed_at, s.valid_until
        from wellflow.standing_order s
        join wellflow.organization o on o.organization_id = s.organization_id
        join wellflow.app_user u on u.organization_id = s.organization_id and u.id = s.signed_by
        where s.organization_id = of_organization
            and s.act = of_act
            and s.revoked_at is null
            and (now() at time zone o.time_zone)::date
                between s.valid_from and coalesce(s.valid_until, 'infinity')
            and exists (
                select
                from wellflow.capability_in_force c
                where c.organization_id = s.organization_id
                    and c.app_user_id = s.signed_by
                    and c.capability = s.act)
            and not wellflow.is_limited(s.organization_id, s.signed_by)
        order by s.signed_at desc, s.id
        limit 1
        for share of s;
end
$$;

create or replace function wellflow.guard_period()
returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'open' or new.version <> 0 or new.closed_under is not null then
            raise exception 'a production month starts open at version 0' using errcode = 'WF002';
        end if;
        return new;
    end if;
    if old.state = 'closed' then
        raise exception 'production month % is closed at version %',
            to_char(old.month, 'YYYY-MM'), old.version
            using errcode = 'WF001', hint = 'post a correction under the next version';
    end if;
    if (new.organization_id, new.month) is distinct from (old.organization_id, old.month) then
        raise exception 'a production month cannot become another' using errcode = 'WF002';
    end if;
    if new.state = old.state then
        if (new.version, new.closed_under) is distinct from (old.version, old.closed_under) then
            raise exception 'only a close makes a version' using errcode = 'WF002';
        end if;
        return new;
    end if;
    if (old.state::text, new.state::text) not in (
        ('open', 'closing'), ('closing', 'open'), ('closing', 'closed'))
    then
        raise exception 'production month % cannot go from % to %',
            to_char(old.month, 'YYYY-MM'), old.state, new.state
            using errcode = 'WF002';
    end if;
    new.closed_under := null;
    if wellflow.acting_person() is null then
        select l.order_id into new.closed_under
        from wellflow.live_standing_order(old.organization_id, 'production.close') l;
        if new.closed_under is null and session_user <> (
            select pg_get_userbyid(n.nspowner) from pg_namespace n where n.nspname = 'wellflow')
        then
            raise exception 'nobody acts, and no standing order to close a month is in force'
                using errcode = 'WF003',
                    hint = 'close it as a person who may, or sign an order: wellflow order sign';
        end if;
    end if;
    if new.closed_under is null then
        perform wellflow.require_capability(
            old.organization_id, wellflow.acting_person(), 'production.close');
    end if;
    if new.state = 'closed' then
        new.version := old.version + 1;
        new.closed_by := wellflow.acting_person();
        new.closed_at := coalesce(new.closed_at, now());
    else
        new.closed_under := null;
    end if;
    return new;
end
$$;

grant select, insert, update (revoked_by, revoked_at) on wellflow.standing_order to :"api";
grant execute on function
    wellflow.live_standing_order(uuid, wellflow.capability)
to :"pipeline", :"api";

-- What people did of late that Dagster's pages show: when, who, what, and never how much.
create function wellflow.acts_observed(of_organization uuid, after_seq bigint)
returns table (
    seq bigint, at timestamptz, actor text, kind text, subject text, state text, month date)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.require_in_scope(of_organization);
    return query
        select
            e.seq, e.at, e.actor, e.kind, e.subject,
            case
                when e.after ->> 'released_by' is not null then 'released'
                else coalesce(e.after ->> 'state', e.after ->> 'status') end,
            (e.after ->> 'month')::date
        from wellflow.audit_event e
        where e.organization_id = of_organization
            and e.seq > after_seq
            and e.app_user_id is not null
            and e.kind in (
                'production_period.changed', 'revenue_run.added', 'revenue_run.changed',
                'payment.added', 'payment.changed', 'compliance_report.changed')
        order by e.seq
        limit 500;
end
$$;

grant execute on function wellflow.acts_observed(uuid, bigint) to :"pipeline";

-- The event that closed a version of a month of the organization in scope, for sheets to name.
create function wellflow.trail_of_close(of_month date, of_version integer)
returns table (seq bigint, hash text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform wellflow.require_in_scope(
        nullif(current_setting('app.organization_id', true), '')::uuid);
    return query
        select min(e.seq), (array_agg(e.hash order by e.seq))[1]
        from wellflow.audit_event e
        where e.kind = 'production_period.changed' and e.subject = of_month::text
            and e.after @> jsonb_build_object('state', 'closed', 'version', of_version)
        having count(*) > 0;
end
$$;

grant execute on function wellflow.trail_of_close(date, integer) to :"pipeline", :"api";
