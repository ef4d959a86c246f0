"""Acts of people as the trail holds them, for who only looks on: who and when, never how much."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from storage.connections import Connection
from storage.records import joined


class ActObserved(NamedTuple):
    """One act in the trail; `state` is what it left, where the thing acted on has states."""

    seq: int
    at: datetime
    actor: str
    kind: str
    subject: str
    state: str | None
    month: date | None


def acts_observed(conn: Connection, organization_id: UUID, after_seq: int) -> list[ActObserved]:
    """Return what people did since an event of the trail, the oldest first."""
    params = {"organization_id": organization_id, "after_seq": after_seq}
    return joined(conn, ActObserved, "orders/acts_observed", params)
