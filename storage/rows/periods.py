"""Production months as they are kept, and the steps from open over closing to closed."""

from datetime import date
from uuid import UUID

from domain.period import Period, untouched
from sql import query
from storage.connections import Connection
from storage.records import joined, records


def period(conn: Connection, month: date) -> Period:
    """Return a month's state; a month nobody has touched is open at version 0."""
    found = records(
        conn, Period, "production_period", where="month = %(month)s", params={"month": month}
    )
    return found[0] if found else untouched(month)


def hold_month(conn: Connection, organization_id: UUID, month: date) -> None:
    """Wait until this transaction alone works on the month; released at its end.

    A month that nobody has touched becomes an open one.
    """
    params = {"organization_id": organization_id, "month": month}
    conn.execute(query("months/ensure_period"), params)
    conn.execute(query("months/hold_period"), params)


def propose(conn: Connection, month: date) -> bool:
    """Note that a close was proposed; return whether it was the first time."""
    return conn.execute(query("months/propose"), {"month": month}).rowcount == 1


def begin_close(conn: Connection, month: date) -> None:
    """Take a month from open to closing."""
    conn.execute(query("months/begin_close"), {"month": month})


def finish_close(conn: Connection, month: date, input_hash: str, run_id: UUID) -> Period:
    """Take a month from closing to closed; the database gives it version, person and time."""
    params = {"month": month, "input_hash": input_hash, "run_id": run_id}
    (closed,) = joined(conn, Period, "months/finish_close", params)
    return closed
