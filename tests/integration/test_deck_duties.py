"""A deck is entered by one, approved as it is by another, and only ends."""

from uuid import UUID

from tests.fixtures.offices import Office
from tests.fixtures.owed import Owed


def change(office: Office, name: str, table: str, said: str, refusal: str) -> None:
    office.refuses(refusal, lambda: office.act(name, f"update wellflow.{table} set {said}"))


def enter_deck(office: Office, owed: Owed, name: str, **columns: object) -> UUID:
    row = {"property_id": owed.land, "kind": "cost", **columns}
    return office.put(name, "deck", **row)


def test_deck__is_approved_by_another_at_the_time_of_the_database(
    office: Office, owed: Owed
) -> None:
    deck = enter_deck(office, owed, "Ann")
    approve = "update wellflow.deck set approved_by = %s, approved_at = '2020-01-01' where id = %s"
    office.refuses(
        "both halves of the deck duty",
        lambda: office.act("Ann", approve, office.id_of("Ann"), deck),
    )
    office.refuses(
        "must be made by the person it names",
        lambda: office.act("Ann", approve, office.id_of("Bob"), deck),
    )
    office.act("Bob", approve, office.id_of("Bob"), deck)
    (row,) = office.rows(
        "select edited_by, approved_by, approved_at > '2026-01-01'"
        " from wellflow.deck where id = %s",
        deck,
    )
    assert row == (office.id_of("Ann"), office.id_of("Bob"), True)


def test_deck__once_approved_only_ends(office: Office, owed: Owed) -> None:
    bob = office.id_of("Bob")
    for said in (
        "approved_by = null, approved_at = null",
        "approved_at = now()",
        f"edited_by = '{bob}'",
        f"approved_by = '{bob}'",
    ):
        change(office, "Bob", "deck", said, "stays approved|keeps who made it|person it names")
    for said in ("effective_from = '2026-02-01'", "product = 'gas'", "kind = 'cost'"):
        change(office, "Bob", "deck", said, "an approved deck keeps")
    office.refuses(
        "permission denied|is taken back by who made it",
        lambda: office.act("Bob", "delete from wellflow.deck"),
    )
    change(office, "Guest", "deck", "effective_to = '2026-06-01'", "may not deck.edit")
    office.act("Bob", "update wellflow.deck set effective_to = '2026-06-01'")
    change(office, "Bob", "deck", "effective_to = null", "only ends")
    change(office, "Bob", "deck", "effective_to = '2027-01-01'", "only ends")


def test_deck__is_made_in_ones_own_name_and_not_approved_at_once(
    office: Office, owed: Owed
) -> None:
    ann, bob = office.id_of("Ann"), office.id_of("Bob")
    office.refuses(
        r"deck\.edit must be made by the person it names",
        lambda: enter_deck(office, owed, "Bob", edited_by=ann),
    )
    office.refuses(r"may not deck\.edit", lambda: enter_deck(office, owed, "Guest"))
    office.refuses(
        "once its lines are entered|both halves",
        lambda: enter_deck(office, owed, "Ann", edited_by=ann, approved_by=ann),
    )
    office.refuses(
        "once its lines are entered|person it names",
        lambda: enter_deck(office, owed, "Ann", edited_by=ann, approved_by=bob),
    )
    deck = enter_deck(office, owed, "Ann", edited_by=None)
    assert office.rows("select edited_by from wellflow.deck where id = %s", deck) == [(ann,)]


def test_deck__its_lines_are_of_its_maker_and_stay_once_it_is_approved(
    office: Office, owed: Owed
) -> None:
    deck = enter_deck(office, owed, "Ann")
    line = {
        "deck_id": deck,
        "owner_id": owed.owners[0],
        "interest_type": "working_interest",
        "interest_decimal": 1,
    }
    office.refuses(
        "entered by the person who makes it", lambda: office.put("Bob", "deck_line", **line)
    )
    office.put("Ann", "deck_line", **line)
    own = f"deck_line set interest_decimal = 0.5 where deck_id = '{deck}'"
    office.refuses("entered by the person", lambda: office.act("Bob", f"update wellflow.{own}"))
    office.refuses(
        "changed by the person who makes it",
        lambda: office.act(
            "Bob", "update wellflow.deck set effective_to = '2027-01-01' where id = %s", deck
        ),
    )
    office.act(
        "Bob", "update wellflow.deck set approved_by = %s where id = %s", office.id_of("Bob"), deck
    )
    for said in (
        f"update wellflow.{own}",
        "update wellflow.deck_line set pay_status = 'suspense'",
        "delete from wellflow.deck_line",
    ):
        office.refuses(
            "lines of an approved deck|permission denied", lambda each=said: office.act("Ann", each)
        )
    office.refuses(
        "lines of an approved deck",
        lambda: office.put("Ann", "deck_line", **line | {"interest_type": "royalty_interest"}),
    )
