"""The events of the trail that a person asks for, with the names that stand for ids."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from access.actors import require_any
from access.people import Person
from domain.capabilities import READ_MONEY
from domain.trail.telling import ShownEvent, ids_in
from storage.connections import Connection
from storage.rows import trail
from storage.rows.trail import EventFilter
from storage.tenant import tenant_transaction

# The trail shows people, rights and money alike.
READERS: Final = ("user.manage", "accounting.close", READ_MONEY)


@dataclass(frozen=True, slots=True)
class ShownTrail:
    """Events, oldest first, and what people call the rows whose ids they mention."""

    events: tuple[ShownEvent, ...]
    names: dict[str, str]


def show_trail(
    conn: Connection, organization_id: UUID, asked: EventFilter, person: Person
) -> ShownTrail:
    """Return the newest events that a person asks for.

    Raises
    ------
    DataError
        If the person may not see the trail.
    """
    require_any(person, organization_id, READERS)
    with tenant_transaction(conn, organization_id, person.token):
        events = trail.shown_events(conn, asked)
        return ShownTrail(tuple(events), trail.names(conn, ids_in(events)))
