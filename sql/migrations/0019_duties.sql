-- Who may do what: every act names the person in app.user_id, and two halves of a duty need two
-- people unless a waiver is stored. The refusal is WF003, a wrong change of state WF002.

create function wellflow.acting_person()
returns uuid
language sql
stable
as $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;

create function wellflow.require_capability(
    of_organization uuid, of_person uuid, needed wellflow.capability)
returns void
language plpgsql
as $$
begin
    if of_person is null or of_person is distinct from wellflow.acting_person() then
        raise exception 'an act that needs % must be made by the person it names', needed
            using errcode = 'WF003', hint = 'set app.user_id to that person in the transaction';
    end if;
    if not exists (
        select
        from wellflow.capability_grant g
        join wellflow.app_user u
            on u.organization_id = g.organization_id and u.id = g.app_user_id
        where g.organization_id = of_organization
            and g.app_user_id = of_person
            and g.capability = needed
            and u.is_active)
    then
        raise exception 'person % may not %', of_person, needed
            using errcode = 'WF003', hint = 'someone with user.manage can grant the capability';
    end if;
end
$$;

create function wellflow.require_two_people(
    of_organization uuid, first_person uuid, second_person uuid, pair wellflow.duty_pair)
returns void
language plpgsql
as $$
begin
    if first_person is null then
        raise exception 'the % cannot be approved: who made it is not known', pair
            using errcode = 'WF003';
    end if;
    if first_person = second_person and not exists (
        select
        from wellflow.waiver w
        where w.organization_id = of_organization
            and w.app_user_id = second_person
            and w.duty_pair = pair
            and w.signed_on <= current_date)
    then
        raise exception 'one person cannot do both halves of the % duty', pair
            using errcode = 'WF003', hint = 'ask a second person, or store a signed waiver';
    end if;
end
$$;

create function wellflow.guard_period()
returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'open' or new.version <> 0 then
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
        if new.version <> old.version then
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
    perform pg_advisory_xact_lock(wellflow.month_key(old.organization_id, old.month));
    perform wellflow.require_capability(
        old.organization_id, wellflow.acting_person(), 'production.close');
    if new.state = 'closed' then
        new.version := old.version + 1;
        new.closed_by := wellflow.acting_person();
        new.closed_at := coalesce(new.closed_at, now());
    end if;
    return new;
end
$$;

create trigger guard_period
before insert or update on wellflow.production_period
for each row
execute function wellflow.guard_period();

create trigger refuse_delete
before delete or truncate on wellflow.production_period
for each statement
execute function wellflow.refuse_change();

create function wellflow.guard_deck()
returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' or new.approved_by is distinct from old.approved_by then
        perform wellflow.require_capability(
            new.organization_id, new.approved_by, 'deck.approve');
    end if;
    perform wellflow.require_two_people(
        new.organization_id, new.edited_by, new.approved_by, 'deck');
    return new;
end
$$;

create trigger guard_deck
before insert or update on wellflow.deck
for each row
when (new.approved_by is not null)
execute function wellflow.guard_deck();

create function wellflow.guard_payment()
returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' or new.prepared_by is distinct from old.prepared_by then
        perform wellflow.require_capability(
            new.organization_id, new.prepared_by, 'payment.prepare');
    end if;
    if tg_op = 'UPDATE' and old.released_by is not null then
        if (new.revenue_run_id, new.owner_id, new.amount_usd, new.prepared_by, new.released_by)
            is distinct from
            (old.revenue_run_id, old.owner_id, old.amount_usd, old.prepared_by, old.released_by)
        then
            raise exception 'a released payment keeps its owner, amount and people'
                using errcode = 'WF002';
        end if;
    elsif new.released_by is not null then
        perform wellflow.require_capability(
            new.organization_id, new.released_by, 'payment.release');
        perform wellflow.require_two_people(
            new.organization_id, new.prepared_by, new.released_by, 'payment');
        new.released_at := coalesce(new.released_at, now());
    end if;
    return new;
end
$$;

create trigger guard_payment
before insert or update on wellflow.payment
for each row
execute function wellflow.guard_payment();

create trigger refuse_delete
before delete or truncate on wellflow.payment
for each statement
execute function wellflow.refuse_change();
