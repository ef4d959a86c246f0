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

create or replace function wellflow.guard_deck_line()
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
