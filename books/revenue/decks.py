"""Decks: what stands between them and a run, and their approval by a second person."""

from datetime import UTC, datetime
from uuid import UUID

from access.actors import require
from access.people import Person
from books.report import StageReport
from domain.errors import DataError
from domain.revenue.deck import require_deck
from storage.connections import Connection
from storage.rows import revenue
from storage.tenant import tenant_transaction


def deck_flags(conn: Connection) -> tuple[str, ...]:
    """Return what stands between the decks of the tenant in scope and a revenue run."""
    flags = []
    decks = revenue.all_decks(conn)
    lines = revenue.deck_lines(conn, [deck.id for deck in decks])
    for deck in decks:
        if not deck.is_approved:
            flags.append(f"{deck.where} is not approved")
        try:
            require_deck(deck.kind, lines[deck.id], where=deck.where)
        except DataError as error:
            flags.append(error.message)
    return tuple(flags)


def approve_decks(
    conn: Connection, organization_id: UUID, property_number: str, person: Person
) -> StageReport:
    """Approve the waiting decks of a property in a person's name.

    Raises
    ------
    DataError
        If the person may not approve, made the deck, or its interests do not sum to one.
    """
    require(person, organization_id, "deck.approve")
    with tenant_transaction(conn, organization_id, person.token):
        waiting = [
            deck
            for deck in revenue.all_decks(conn)
            if deck.property_number == property_number and not deck.is_approved
        ]
        if not waiting:
            raise DataError("no deck of this property waits for approval", where=property_number)
        lines = revenue.deck_lines(conn, [deck.id for deck in waiting])
        for deck in waiting:
            require_deck(deck.kind, lines[deck.id], where=deck.where)
            revenue.approve_deck(conn, deck.id, person.app_user_id, datetime.now(UTC))
    return StageReport("approve", {"deck": len(waiting)})
