-- Decks, runs and payments go along their arrows only, each in the name of who acts; a payment is
-- what its booked run owes the owner, to the cent.

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
