"""Production months and their state: open, closing, closed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from sql import query
from storage.connections import Connection


@dataclass(frozen=True, slots=True)
class Period:
    """One production month; `version` is the version last closed."""

    month: date
    state: str
    version: int
    closed_by: UUID | None
    closed_at: datetime | None
    proposed_at: datetime | None
    input_hash: str | None
    run_id: UUID | None
    inputs_changed_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the month refuses change."""
        return self.state == "closed"

    @property
    def open_version(self) -> int:
        """Version that a draft of the month carries and that a close would make."""
        return self.version + 1


def period(conn: Connection, month: date) -> Period:
    """Return a month's state; a month nobody has touched is open at version 0."""
    with conn.cursor(row_factory=class_row(Period)) as cursor:
        found = cursor.execute(query("months/period"), {"month": month}).fetchone()
    return found or Period(month, "open", 0, None, None, None, None, None)


def hold_month(conn: Connection, organization_id: UUID, month: date) -> None:
    """Wait until this transaction alone works on the month; released at its end."""
    conn.execute(
        "select pg_advisory_xact_lock(wellflow.month_key(%s, %s))", (organization_id, month)
    )


def ensure_period(conn: Connection, organization_id: UUID, month: date) -> None:
    """Write an open month unless there is one."""
    conn.execute(
        "insert into wellflow.production_period (organization_id, month) values (%s, %s)"
        " on conflict do nothing",
        (organization_id, month),
    )


def propose(conn: Connection, month: date) -> bool:
    """Note that a close was proposed; return whether it was the first time."""
    cursor = conn.execute(
        "update wellflow.production_period set proposed_at = now()"
        " where month = %s and state = 'open' and proposed_at is null",
        (month,),
    )
    return cursor.rowcount == 1


def begin_close(conn: Connection, month: date) -> None:
    """Take a month from open to closing."""
    conn.execute(
        "update wellflow.production_period set state = 'closing' where month = %s and"
        " state = 'open'",
        (month,),
    )


def finish_close(conn: Connection, month: date, input_hash: str, run_id: UUID) -> Period:
    """Take a month from closing to closed; the database gives it version, person and time."""
    with conn.cursor(row_factory=class_row(Period)) as cursor:
        (closed,) = cursor.execute(
            query("months/finish_close"),
            {"month": month, "input_hash": input_hash, "run_id": run_id},
        ).fetchall()
    return closed
