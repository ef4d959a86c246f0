"""The trail as it is stored: events of the tenant in scope, the head of the chain, its anchors."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import IsolationLevel
from psycopg.types.json import Jsonb

from domain.trail.anchor import Anchor
from domain.trail.chain import Head
from domain.trail.event import Event
from domain.trail.telling import ShownEvent
from sql import query
from storage.connections import Connection
from storage.faults import translated
from storage.records import joined, streamed
from storage.tenant import tenant_transaction


class EventFilter(NamedTuple):
    """Which events are asked for; what is left out is not asked."""

    first_day: date | None = None
    last_day: date | None = None
    person: str | None = None
    kind: str | None = None
    subject: str | None = None
    most: int = 100


@contextmanager
def snapshot_of(conn: Connection, organization_id: UUID) -> Iterator[None]:
    """Read one organization's trail as it is at the start of a block, whoever adds to it."""
    before = conn.isolation_level
    conn.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with tenant_transaction(conn, organization_id):
            yield
    finally:
        conn.isolation_level = before


def events(conn: Connection) -> Iterator[Event]:
    """Yield the chain in its order."""
    return streamed(conn, Event, "trail/events")


def head(conn: Connection) -> Head | None:
    """Return the end of the chain as the database says it; nothing before the first event."""
    found = conn.execute("select seq, hash from wellflow.audit_head").fetchone()
    return None if found is None else Head(*found)


def anchors(conn: Connection) -> list[Anchor]:
    """Return the anchors that the database knows of, oldest first."""
    return joined(conn, Anchor, "trail/anchors")


def anchor(conn: Connection, organization_id: UUID, reason: str, where_to: str) -> Anchor | None:
    """Write down the end of the chain; nothing where there are no events."""
    params = {"organization_id": organization_id, "reason": reason, "where_to": where_to}
    found = joined(conn, Anchor, "trail/anchor", params)
    return found[0] if found else None


def shown_events(conn: Connection, asked: EventFilter) -> list[ShownEvent]:
    """Return the newest events that were asked for, oldest first."""
    with translated("reading the trail"):
        return joined(conn, ShownEvent, "trail/shown", asked._asdict())[::-1]


def names(conn: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return what people call the rows of some ids, as far as they have a name."""
    return dict(conn.execute(query("trail/names"), {"ids": list(ids)}).fetchall())


def of_close(conn: Connection, month: date, version: int) -> Head | None:
    """Return the event that closed a version of a month; nothing where it left none."""
    found = conn.execute(
        "select seq, hash from wellflow.trail_of_close(%s, %s)", (month, version)
    ).fetchone()
    return None if found is None else Head(*found)


def first_like(
    conn: Connection, kind: str, subject: str, holding: Mapping[str, Any]
) -> Head | None:
    """Return the first event of a kind and subject after which the row held some values."""
    params = {"kind": kind, "subject": subject, "holding": Jsonb(dict(holding))}
    found = joined(conn, Head, "trail/first_like", params)
    return found[0] if found else None
