"""The measuring stage of a day: raw readings to measured volumes of meters, tanks, completions."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from access.actors import Actor, require_stage, token_of
from books.days import state as day_state
from books.days.late_readings import late_readings, reading_counts
from books.days.scope import DayScope, day_scope, spans
from books.measuring.opening_stock import opening_stocks
from books.measuring.points import read_field
from books.measuring.tag_readings import read_point
from books.measuring.tank_papers import read_tank_papers
from books.report import StageReport
from domain.counted_flags import CountedFlags
from domain.day_book import DayBook
from domain.errors import DataError
from domain.measurement.measured_day import FORM, Measurement
from domain.measurement.point import measure_point
from storage import bulk
from storage.connections import Connection
from storage.identity import stable_id
from storage.records import row_of
from storage.tenant import tenant_transaction


@dataclass(slots=True)
class _Tally:
    rows: int = 0
    states: int = 0
    days: int = 0
    findings: CountedFlags = field(default_factory=CountedFlags)
    flags: list[str] = field(default_factory=list)
    failed_days: list[date] = field(default_factory=list)

    def report(self) -> StageReport:
        return StageReport(
            stage="measure",
            rows_written={"measured_day": self.rows, "day_state": self.states},
            flags=(*dict.fromkeys(self.flags), *self.findings.lines),
            figures={
                "days": self.days,
                "missing": self.findings.count("missing"),
                "negative": self.findings.count("negative"),
            },
            failed_days=tuple(self.failed_days),
        )


def measure_days(
    conn: Connection,
    organization_id: UUID,
    first_day: date,
    last_day: date,
    run_id: UUID,
    *,
    actor: Actor,
) -> StageReport:
    """Measure every point of an organization on each production day of a range.

    Rows of open days are replaced, those of closed months left alone; running it again on the
    same readings gives the same rows. A point whose set-up is wrong fails its days, with the
    reason in `day_state`, and the other points go on.

    Parameters
    ----------
    conn : Connection
        Connection of the pipeline or api role, no transaction open.
    organization_id : UUID
        Tenant.
    first_day, last_day : date
        Production dates, both included.
    run_id : UUID
        Run that makes the rows.
    actor : Actor
        Whose stage it is: a person who may, or a schedule.

    Returns
    -------
    StageReport
        Rows written, findings, and the number of days, points and missing amounts.

    Raises
    ------
    StorageError
        If the database fails.
    PeriodClosed
        If a month is closed while the stage runs.
    """
    require_stage(actor, organization_id, "stage.measure")
    tally = _Tally()
    for start, end in spans(first_day, last_day):
        with tenant_transaction(conn, organization_id, token_of(actor)):
            scope = day_scope(conn, start, end)
            tally.flags.extend(scope.flags)
            if scope.closed_months:
                tally.flags.extend(late_readings(conn, start, end).flags_of_closed)
            if scope.days:
                _measure_scope(conn, organization_id, scope, run_id, tally)
    return tally.report()


def measure_again(
    conn: Connection, organization_id: UUID, scope: DayScope, run_id: UUID
) -> list[date]:
    """Measure the open days that an earlier release measured, in the caller's transaction.

    Returns
    -------
    list of date
        Days measured again: their rows lacked what allocation now takes from them.
    """
    earlier = day_state.days_of_another_form(conn, scope.open_dates, FORM)
    if earlier:
        _measure_scope(conn, organization_id, scope.only(earlier), run_id, _Tally())
    return sorted(earlier)


def _measure_scope(
    conn: Connection, organization_id: UUID, scope: DayScope, run_id: UUID, tally: _Tally
) -> None:
    # Counted before anything is read: what arrives in between shows as late, never as seen.
    counts = reading_counts(conn, scope.calendar, scope.first_day, scope.last_day)
    book, measured = DayBook(counts), list[Measurement]()
    fields = read_field(conn, scope.window.start, scope.window.end)
    papers = read_tank_papers(conn, scope.window)
    for point in fields.points:
        signals = read_point(conn, point.bindings, scope.window)
        try:
            measured += list(measure_point(fields, point, papers, signals, scope.days))
        except DataError as fault:
            for day in scope.days:
                book.fail(day.produced_on, f"{point.name}: {fault.message}")
    for each in measured:
        for flag in each.flags:
            about = f"{each.point_name} {each.quantity}"
            book.flag(each.day.produced_on, f"{flag}: {about}")
            tally.findings.add(flag, about, each.day.produced_on)
    # Allocation says so where it needs an opening stock that is not good.
    measured += opening_stocks(conn, scope, fields.tanks.keys())
    dates = scope.open_dates
    tally.rows += bulk.replace_window(
        conn,
        "measured_day",
        "produced_on = any(%(days)s)",
        {"days": dates},
        (_row(each, organization_id, run_id) for each in measured),
    )
    tally.states += day_state.store(
        conn, organization_id, "measure", run_id, book.states("measure", dates, FORM)
    )
    tally.days += len(dates)
    tally.failed_days += book.failures
    tally.flags.extend(
        f"failed: {reason}" for reasons in book.failures.values() for reason in reasons
    )


def _row(measured: Measurement, organization_id: UUID, run_id: UUID) -> dict[str, object]:
    """Return the row of `measured_day`; its id is the same for every run."""
    day = measured.measured_day
    key = (day.produced_on.isoformat(), str(measured.point_id), day.quantity)
    return row_of(
        day,
        organization_id=organization_id,
        id=stable_id(str(organization_id), "measured_day", *key),
        run_id=run_id,
    )
