"""How each production day went in each stage, as it is kept."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from domain.day_book import DayState, Stage
from sql import query
from storage import bulk
from storage.connections import Connection
from storage.records import row_of


def store(
    conn: Connection,
    organization_id: UUID,
    stage: Stage,
    run_id: UUID,
    days: Iterable[DayState],
) -> int:
    """Replace the state of some days in one stage; return the rows written."""
    rows = [row_of(day, organization_id=organization_id, run_id=run_id) for day in days]
    return bulk.replace_window(
        conn,
        "day_state",
        "stage = %(stage)s and produced_on = any(%(days)s)",
        {"stage": stage, "days": [row["produced_on"] for row in rows]},
        rows,
    )


def days_of_another_form(conn: Connection, days: list[date], form: str) -> frozenset[date]:
    """Return the days, of those given, that were measured in another form than this."""
    rows = conn.execute(
        query("measurement/days_of_another_form"), {"days": days, "form": form}
    ).fetchall()
    return frozenset(row[0] for row in rows)
