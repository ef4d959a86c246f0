"""Decks as `domain` reads them, and their approval by a second person."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from access.people import Person, require
from books.report import StageReport
from domain.errors import DataError
from domain.revenue.deck import DeckLine, require_deck
from storage.connections import Connection
from storage.rows import revenue
from storage.tenant import tenant_transaction


def deck_lines_of(
    conn: Connection, deck_ids: Iterable[UUID]
) -> defaultdict[UUID, tuple[DeckLine, ...]]:
    """Return the lines of decks of the tenant in scope, by deck."""
    return deck_lines_by_deck(revenue.deck_lines(conn, list(deck_ids)))


def deck_lines_by_deck(
    stored: Iterable[revenue.DeckLine],
) -> defaultdict[UUID, tuple[DeckLine, ...]]:
    """Return stored lines as the rules read them, by deck."""
    found: defaultdict[UUID, list[DeckLine]] = defaultdict(list)
    for line in stored:
        found[line.deck_id].append(_as_domain(line))
    return defaultdict(tuple, {key: tuple(lines) for key, lines in found.items()})


def deck_flags(conn: Connection) -> tuple[str, ...]:
    """Return what stands between the decks of the tenant in scope and a revenue run."""
    flags = []
    decks = revenue.all_decks(conn)
    lines = deck_lines_of(conn, [deck.id for deck in decks])
    for deck in decks:
        where = f"deck {deck.property_number}/{deck.kind}"
        if not deck.is_approved:
            flags.append(f"{where} is not approved")
        try:
            require_deck(deck.kind, lines[deck.id], where=where)
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
    with tenant_transaction(conn, organization_id, person.app_user_id):
        waiting = [
            deck
            for deck in revenue.all_decks(conn)
            if deck.property_number == property_number and not deck.is_approved
        ]
        if not waiting:
            raise DataError("no deck of this property waits for approval", where=property_number)
        lines = deck_lines_of(conn, [deck.id for deck in waiting])
        for deck in waiting:
            require_deck(deck.kind, lines[deck.id], where=f"deck {property_number}/{deck.kind}")
            revenue.approve_deck(
                conn, organization_id, deck.id, person.app_user_id, datetime.now(UTC)
            )
    return StageReport("approve", {"deck": len(waiting)})


def _as_domain(line: revenue.DeckLine) -> DeckLine:
    above, below = line.interest_numerator, line.interest_denominator
    if (above is None) is not (below is None) or below == 0:
        raise DataError(
            f"the exact interest of {line.owner_code} is {above} / {below}, which is no fraction",
            remedy="give both parts of it, or neither",
        )
    exact = None if above is None or below is None else Fraction(above, below)
    return DeckLine(
        line_id=line.id,
        owner_id=line.owner_id,
        interest_type=cast("Any", line.interest_type),  # the database's own list of words
        interest_decimal=line.interest_decimal,
        interest_fraction=exact,
        pay_status=cast("Any", line.pay_status),
        payor=cast("Any", line.payor),
        is_residual=line.is_residual,
    )
