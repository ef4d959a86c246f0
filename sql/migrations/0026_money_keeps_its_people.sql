-- What two people agreed on stays as it was: the lines of an approved deck, the amount of a prepared
-- payment, the shares of a booked run. A payment is completed by being released, and once.
-- A person enters decks and their lines in nobody else's name: otherwise one person could make a
-- deck as another, or change its lines, and then approve it.

create function wellflow.guard_deck_editor()
returns trigger
language plpgsql
as $$
begin
    if wellflow.acting_person() is not null and new.edited_by is not null
        and (tg_op = 'INSERT' or new.edited_by is distinct from old.edited_by)
    then
        perform wellflow.require_capability(new.organization_id, new.edited_by, 'deck.edit');
    end if;
    return new;
end
$$;

create trigger guard_editor
before insert or update of edited_by on wellflow.deck
for each row
execute function wellflow.guard_deck_editor();

create function wellflow.guard_deck_line()
returns trigger
language plpgsql
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
        if wellflow.acting_person() is distinct from deck.edited_by
            and wellflow.acting_person() is not null and deck.edited_by is not null
        then
            raise exception 'the lines of a deck are entered by the person who makes it'
                using errcode = 'WF003', hint = 'enter a deck of your own, for another to approve';
        end if;
    end loop;
    return line;
end
$$;

create trigger guard_deck_line
before insert or update or delete on wellflow.deck_line
for each row
execute function wellflow.guard_deck_line();

create function wellflow.guard_approved_deck()
returns trigger
language plpgsql
as $$
begin
    if (new.property_id, new.kind, new.product, new.effective_from)
        is distinct from (old.property_id, old.kind, old.product, old.effective_from)
    then
        raise exception 'an approved deck keeps its property, product and first day'
            using errcode = 'WF002', hint = 'end it by date and enter a new one';
    end if;
    return new;
end
$$;

create trigger guard_approved
before update on wellflow.deck
for each row
when (old.approved_by is not null and new.approved_by is not null)
execute function wellflow.guard_approved_deck();

create or replace function wellflow.guard_payment()
returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        perform wellflow.require_capability(
            new.organization_id, new.prepared_by, 'payment.prepare');
    elsif (new.revenue_run_id, new.owner_id, new.amount_usd, new.prepared_by)
        is distinct from (old.revenue_run_id, old.owner_id, old.amount_usd, old.prepared_by)
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
        new.released_at := now();
    end if;
    if (new.status in ('processing', 'completed') and new.released_by is null)
        or (new.status = 'pending' and new.released_by is not null)
    then
        raise exception 'a payment is % only %', new.status,
            case when new.status = 'pending' then 'before it is released'
                 else 'once it is released' end
            using errcode = 'WF002', hint = 'a second person releases it: wellflow revenue release';
    end if;
    return new;
end
$$;

-- Shares are written while their run is a draft; a booked run takes no more and loses none.
create or replace function wellflow.guard_distributions()
returns trigger
language plpgsql
as $$
begin
    perform wellflow.require_in_scope(c.organization_id)
    from (select distinct organization_id from changed) c;
    if exists (
        select
        from changed
        join wellflow.revenue_run r
            on r.organization_id = changed.organization_id
            and r.id = changed.revenue_run_id
        where r.state <> 'draft')
    then
        raise exception 'the distribution of a booked revenue run stays' using errcode = 'WF002';
    end if;
    return null;
end
$$;

create or replace function wellflow.guard_owner_lines()
returns trigger
language plpgsql
as $$
begin
    perform wellflow.require_in_scope(c.organization_id)
    from (select distinct organization_id from changed) c;
    if exists (
        select
        from changed
        join wellflow.revenue_distribution d
            on d.organization_id = changed.organization_id
            and d.id = changed.revenue_distribution_id
        join wellflow.revenue_run r
            on r.organization_id = d.organization_id
            and r.id = d.revenue_run_id
        where r.state <> 'draft')
    then
        raise exception 'the owners'' lines of a booked revenue run stay' using errcode = 'WF002';
    end if;
    return null;
end
$$;

create trigger guard_insert
after insert on wellflow.revenue_distribution
referencing new table as changed
for each statement
execute function wellflow.guard_distributions();

create trigger guard_insert
after insert on wellflow.owner_revenue
referencing new table as changed
for each statement
execute function wellflow.guard_owner_lines();
