"""Decks from a file: every one sums to one, and approvals are given by those who gave them.

The database lets a person approve only in his own name. A person's import may therefore carry only
his own approvals; a cut-over by the database's owner carries those already on signed paper.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from domain.errors import DataError
from domain.revenue.deck import require_deck
from exchange.deposit import Entry
from storage.connections import Connection
from storage.rows import revenue

_APPROVAL: Final = ("approved_by", "approved_at")


class Approvals:
    """Approvals taken out of deck rows before they are stored, and given afterwards."""

    def __init__(self, app_user_id: UUID | None) -> None:
        self._app_user_id = app_user_id
        self._given: list[tuple[Entry, UUID, datetime]] = []

    def taken_from(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return the deck rows without their approvals.

        Raises
        ------
        DataError
            If a person's file approves in another's name.
        """
        plain = []
        for entry in entries:
            row = {name: value for name, value in entry.row.items() if name not in _APPROVAL}
            approver = entry.row.get("approved_by")
            if isinstance(approver, UUID):
                if self._app_user_id not in (None, approver):
                    raise DataError(
                        "approves in another person's name",
                        where=f"{entry.where}, column approved_by",
                        remedy="leave it out; that person runs `wellflow revenue approve`",
                    )
                at = entry.row.get("approved_at")
                when = at if isinstance(at, datetime) else datetime.now(UTC)
                self._given.append((entry, approver, when))
            plain.append(Entry(row, entry.where))
        return plain

    def give(self, conn: Connection) -> None:
        """Approve the decks that are not approved yet."""
        for entry, approver, when in self._given:
            revenue.approve_deck(conn, entry.row["id"], approver, when)


def require_whole_decks(conn: Connection, source: str) -> None:
    """Refuse decks that do not sum to one, those already stored included.

    Raises
    ------
    DataError
        Naming the property and the difference.
    """
    decks = revenue.all_decks(conn)
    lines = revenue.deck_lines(conn, [deck.id for deck in decks])
    for deck in decks:
        require_deck(deck.kind, lines[deck.id], where=f"{source}: {deck.where}")
