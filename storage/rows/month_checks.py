"""What an audit of a production month looks at, as small sets of plain rows."""

from datetime import date, datetime
from typing import NamedTuple

from psycopg.rows import namedtuple_row

from domain.calendar import next_month
from sql import query
from storage.connections import Connection


class DayCoverage(NamedTuple):
    """Days that a completion should have and lacks."""

    completion_name: str
    n_missing: int
    first_missing: date | None


class DayOutcome(NamedTuple):
    """How a day went in a stage."""

    produced_on: date
    stage: str
    outcome: str
    reason: str


class LedgerBreak(NamedTuple):
    """Days a battery's ledger lacks, and stock that changed overnight [0.0001 bbl]."""

    facility_code: str
    n_missing: int
    break_units: int


class HauledResidual(NamedTuple):
    """Tickets less hauled oil in a battery's ledger [0.0001 bbl]."""

    facility_code: str
    residual_units: int


class Unmeasured(NamedTuple):
    """Days on which a point told nothing of its oil or gas."""

    point_name: str
    quantity: str
    n_days: int
    first_day: date


class OutdatedDay(NamedTuple):
    """A day whose allocation is older than what it was made from."""

    produced_on: date
    reason: str


class StoredTotal(NamedTuple):
    """Stored production of units and of their completions [0.0001 bbl or mcf]."""

    product: str
    unit_units: int
    completion_units: int


def day_coverage(conn: Connection, month: date) -> list[DayCoverage]:
    """Return every completion that should have days in the month."""
    rows = conn.execute(query("months/day_coverage"), _span(month)).fetchall()
    return [DayCoverage(*row) for row in rows]


def day_outcomes(conn: Connection, month: date) -> list[DayOutcome]:
    """Return every day and stage of the month."""
    rows = conn.execute(query("months/day_outcomes"), _span(month)).fetchall()
    return [DayOutcome(*row) for row in rows]


def ledger_breaks(conn: Connection, month: date) -> list[LedgerBreak]:
    """Return every battery's ledger of the month."""
    rows = conn.execute(query("months/ledger_breaks"), _span(month)).fetchall()
    return [LedgerBreak(*row) for row in rows]


def hauled_residuals(
    conn: Connection, month: date, from_at: datetime, to_at: datetime
) -> list[HauledResidual]:
    """Return tickets against ledgers, by battery."""
    window = {**_span(month), "from_at": from_at, "to_at": to_at}
    rows = conn.execute(query("months/hauled_residuals"), window).fetchall()
    return [HauledResidual(*row) for row in rows]


def unmeasured(conn: Connection, month: date) -> list[Unmeasured]:
    """Return what instruments should have told of the month and did not."""
    rows = conn.execute(query("months/unmeasured"), _span(month)).fetchall()
    return [Unmeasured(*row) for row in rows]


def outdated_days(conn: Connection, month: date) -> list[OutdatedDay]:
    """Return the days of the month that should be allocated again."""
    rows = conn.execute(query("months/outdated_days"), _span(month)).fetchall()
    return [OutdatedDay(*row) for row in rows]


def arrived_since(
    conn: Connection, month: date, from_at: datetime, to_at: datetime, closed_at: datetime | None
) -> list[str]:
    """Return the papers of a month, by its bounds, that were entered after it was closed."""
    params = {"month": month, "from_at": from_at, "to_at": to_at, "closed_at": closed_at}
    return [row[0] for row in conn.execute(query("months/arrived_since"), params)]


def stored_totals(conn: Connection, month: date, version: int) -> list[StoredTotal]:
    """Return what is stored for a version of the month, by product."""
    rows = conn.execute(
        query("months/stored_totals"), {**_span(month), "version": version}
    ).fetchall()
    return [StoredTotal(*row) for row in rows]


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


def _span(month: date) -> dict[str, date]:
    return {"month": month, "next_month": next_month(month)}
