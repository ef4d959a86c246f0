"""What is looked up of a production month before it closes, and after."""

from datetime import date, datetime

from psycopg.rows import namedtuple_row

from domain.audits import Fault
from domain.calendar import Window, next_month
from sql import query
from storage.connections import Connection


def faults(
    conn: Connection, audit_name: str, month: date, window: Window, version: int
) -> tuple[Fault, ...]:
    """Return what an audit's query finds at fault in a month of the tenant in scope.

    The query is ``audits/<audit_name>``: it yields subject, date and amount of each fault. It may
    use the month's first day as ``month``, that of the next as ``next_month``, the instants
    between which the month lies as ``from_at`` and ``to_at``, and the ``version`` being closed.
    """
    bounds = {
        "month": month,
        "next_month": next_month(month),
        "from_at": window.start,
        "to_at": window.end,
        "version": version,
    }
    rows = conn.execute(query(f"audits/{audit_name}"), bounds).fetchall()
    return tuple(Fault(*row) for row in rows)


def arrived_since(
    conn: Connection, month: date, from_at: datetime, to_at: datetime, closed_at: datetime | None
) -> list[str]:
    """Return the papers of a month, by its bounds, that were entered after it was closed."""
    params = {"month": month, "from_at": from_at, "to_at": to_at, "closed_at": closed_at}
    return [row[0] for row in conn.execute(query("months/arrived_since"), params)]


def closed_figures(
    conn: Connection, month: date, version: int, form_codes: list[str]
) -> dict[str, object]:
    """Return row counts and totals of a version of the month."""
    with conn.cursor(row_factory=namedtuple_row) as cursor:
        row = cursor.execute(
            query("months/closed_figures"),
            {"month": month, "version": version, "form_codes": form_codes},
        ).fetchone()
    return {} if row is None else dict(row._asdict())
