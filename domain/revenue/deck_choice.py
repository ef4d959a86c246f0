"""Which deck pays a statement line: the one in force in its month of sale."""

from collections.abc import Sequence
from datetime import date

from domain.calendar import next_month
from domain.errors import DataError
from domain.revenue.deck import Deck
from domain.revenue.statement import StatementLine


def deck_of(line: StatementLine, decks: Sequence[Deck]) -> Deck:
    """Return the one deck that is in force in the month of sale; a month is never paid by two.

    Raises
    ------
    DataError
        If the property has no revenue deck in the month, it changes within the month, or it is
        not approved.
    """
    month, following = line.sales_month, next_month(line.sales_month)
    own = [
        deck
        for deck in decks
        if deck.property_id == line.property_id
        and deck.kind == "revenue"
        and deck.product in (None, line.product)
        and deck.effective_from < following
        and (deck.effective_to is None or deck.effective_to > month)
    ]
    turns = sorted({month, *(d for deck in own for d in _turns(deck) if month < d < following)})
    held = [deck for day in turns if (deck := _deck_on(day, own)) is not None]
    if not held:
        raise DataError(
            f"property {line.property_number} has no revenue deck in {month:%Y-%m}",
            remedy="enter its deck",
        )
    if any(deck.id != held[0].id for deck in held):
        raise DataError(
            f"the deck of property {line.property_number} changes within {month:%Y-%m}, on "
            f"{', '.join(f'{day}' for day in turns[1:])}: the month would be paid by two decks",
            remedy="let a deck end and the next begin on the first of a month",
        )
    if not held[0].is_approved:
        raise DataError(
            f"the deck of property {line.property_number} is not approved",
            remedy="a second person approves it: wellflow revenue approve",
        )
    return held[0]


def _turns(deck: Deck) -> tuple[date, ...]:
    ends = () if deck.effective_to is None else (deck.effective_to,)
    return (deck.effective_from, *ends)


def _deck_on(day: date, decks: Sequence[Deck]) -> Deck | None:
    """Return the deck of a day; one of the product alone wins over one of all products."""
    fitting = [deck for deck in decks if deck.holds_on(day)]
    return min(fitting, key=lambda deck: deck.product is None, default=None)
