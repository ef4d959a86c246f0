"""The allocating stage of a day: measured volumes to completions, and each battery's stock."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from access.actors import Actor, require_stage, token_of
from books.days import state as day_state
from books.days.scope import DayScope, day_scope, spans
from books.measuring.measure import measure_again
from books.measuring.tank_papers import read_tank_papers
from books.report import StageReport
from domain.allocation.allocated_day import FORM
from domain.allocation.battery import battery
from domain.allocation.completion_day import books_unit
from domain.allocation.day import PRODUCTS, AllocationInputs, OrganizationDay, allocate_day
from domain.allocation.measured_book import MeasuredBook
from domain.allocation.theoretical import TestBook
from domain.calendar import ONE_DAY
from domain.counted_flags import CountedFlags
from domain.day_book import DayBook
from storage import bulk
from storage.connections import Connection
from storage.records import row_of
from storage.rows import allocation, measurement
from storage.tenant import tenant_transaction

_WINDOW: Final = "produced_on = any(%(days)s)"


@dataclass(slots=True)
class _Tally:
    rows: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    measured: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    allocated: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    days: int = 0
    failed_days: list[date] = field(default_factory=list)
    findings: CountedFlags = field(default_factory=CountedFlags)
    flags: list[str] = field(default_factory=list)


def allocate_days(
    conn: Connection,
    organization_id: UUID,
    first_day: date,
    last_day: date,
    run_id: UUID,
    *,
    actor: Actor,
) -> StageReport:
    """Allocate what an organization measured on each production day of a range.

    The sum over the completions of a battery equals the measured volume to the last 0.0001 of
    its unit. A day with a volume that nothing explains fails as a whole: it gets no allocated
    rows, and `day_state` says why; other days and organizations go on.

    Parameters
    ----------
    conn : Connection
        Connection of the pipeline or api role, no transaction open.
    organization_id : UUID
        Tenant.
    first_day, last_day : date
        Production dates, both included; `measure_days` ran for them before.
    run_id : UUID
        Run that makes the rows.
    actor : Actor
        Whose stage it is: a person who may, or a schedule.

    Returns
    -------
    StageReport
        Rows written, findings, and measured, allocated and residual volumes by product; liquid
        of gas units counts as oil.

    Raises
    ------
    StorageError
        If the database fails.
    PeriodClosed
        If a month is closed while the stage runs.
    """
    require_stage(actor, organization_id, "stage.allocate")
    tally = _Tally()
    for start, end in spans(first_day, last_day):
        with tenant_transaction(conn, organization_id, token_of(actor)):
            scope = day_scope(conn, start, end)
            tally.flags.extend(scope.flags)
            if scope.days:
                _allocate_scope(conn, organization_id, scope, run_id, tally)
    return StageReport(
        stage="allocate",
        rows_written=dict(tally.rows),
        flags=(*dict.fromkeys(tally.flags), *tally.findings.lines),
        figures={
            "days": tally.days,
            "failed_days": len(tally.failed_days),
            **dict(_volumes(tally)),
        },
        failed_days=tuple(tally.failed_days),
    )


def _allocate_scope(
    conn: Connection, organization_id: UUID, scope: DayScope, run_id: UUID, tally: _Tally
) -> None:
    again = measure_again(conn, organization_id, scope, run_id)
    if again:
        tally.flags.append(f"measured_again: {len(again)} day(s) of an earlier release")
    inputs, book = _inputs(conn, scope), DayBook()
    results = [allocate_day(inputs, day) for day in scope.days]
    for result in results:
        _note(result, book, tally)
    dates = scope.open_dates
    known: dict[str, object] = {"organization_id": organization_id, "run_id": run_id}
    rows = {
        "allocated_day": (
            row_of(completion.allocated_day(), **known)
            for result in results
            if not result.failures
            for completion in result.completions.values()
        ),
        "tank_ledger_day": (row_of(day, **known) for result in results for day in result.ledger),
    }
    for table, made in rows.items():
        tally.rows[table] += bulk.replace_window(conn, table, _WINDOW, {"days": dates}, made)
    tally.rows["day_state"] += day_state.store(
        conn, organization_id, "allocate", run_id, book.states("allocate", dates, FORM)
    )


def _inputs(conn: Connection, scope: DayScope) -> AllocationInputs:
    first, last = scope.days[0].produced_on, scope.days[-1].produced_on
    tanks, meters = measurement.tanks(conn), measurement.meters(conn)
    return AllocationInputs(
        batteries=tuple(
            battery(facility, tanks, meters) for facility in allocation.facilities(conn)
        ),
        edges=allocation.edges(conn, first, last),
        gas_units=allocation.gas_unit_spans(conn, first, last),
        completion_names={c.id: c.completion_name for c in measurement.completions(conn)},
        tests=TestBook(measurement.well_tests(conn, last)),
        measured=MeasuredBook(measurement.measured_days(conn, first - ONE_DAY, last)),
        papers=read_tank_papers(conn, scope.window),
    )


def _note(result: OrganizationDay, book: DayBook, tally: _Tally) -> None:
    produced_on = result.day.produced_on
    tally.days += 1
    if result.failures:
        tally.failed_days.append(produced_on)
    for reason in result.failures:
        book.fail(produced_on, reason)
        tally.flags.append(f"failed: {produced_on.isoformat()}: {reason}")
    for flag, about in result.findings:
        book.flag(produced_on, f"{flag}: {about}")
        tally.findings.add(flag, about, produced_on)
    for product, volume in result.measured.items():
        tally.measured[product] += volume
    if result.failures:
        return
    for completion in result.completions.values():
        for product, amount in completion.volumes.items():
            tally.allocated["oil" if product == "condensate" else product] += amount or Decimal(0)


def _volumes(tally: _Tally) -> Iterable[tuple[str, Decimal]]:
    for product in (*PRODUCTS, "injection"):
        unit = books_unit(product)
        measured, allocated = tally.measured[product], tally.allocated[product]
        yield f"{product}_measured_{unit}", measured
        yield f"{product}_allocated_{unit}", allocated
        yield f"{product}_residual_{unit}", measured - allocated
