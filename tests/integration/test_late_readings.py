"""Readings that arrive after their day was measured: found, made again, a closed month kept."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg

from books.allocating.allocate import allocate_days
from books.days.late_readings import days_to_make_again
from books.measuring.measure import measure_days
from books.report import StageReport
from storage.identity import uuid7
from tests.fixtures.lease import Lease
from tests.fixtures.signed_in import ANY_STAGE

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 6)
START = datetime(2026, 3, 2, 13, tzinfo=UTC)  # 07:00 in Texas
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def gauged(lease: Lease, missed: int | None = None) -> Lease:
    """Two tanks gauged each morning but one, and a gas meter, five days."""
    mornings = [n for n in range(6) if n != missed]
    for tank in ("T1", "T2"):
        lease.tag(f"{tank} level", "level", "level", "in", tank=tank, hold_max_s=90_000)
        lease.read(f"{tank} level", [(START + DAY * n, 50.0 + 10 * n) for n in mornings])
    lease.tag("sales", "gas", "totalizer", "mcf", meter="SALES", hold_max_s=90_000)
    lease.read("sales", [(START + DAY * n, 100.0 * n) for n in range(6)])
    return lease


def make(pipeline: psycopg.Connection, lease: Lease, first: date, last: date) -> StageReport:
    run_id = uuid7()
    report = measure_days(pipeline, lease.organization_id, first, last, run_id, actor=ANY_STAGE)
    allocate_days(pipeline, lease.organization_id, first, last, run_id, actor=ANY_STAGE)
    return report


def figures(lease: Lease) -> list[tuple[object, ...]]:
    return lease.rows(
        "select produced_on, opening_nsv_bbl, closing_nsv_bbl from wellflow.tank_ledger_day"
        " union all select produced_on, sum(oil_bbl), sum(gas_mcf) from wellflow.allocated_day"
        " group by 1 order by 1, 2, 3"
    )


def late(pipeline: psycopg.Connection, lease: Lease) -> tuple[date, date] | None:
    return days_to_make_again(
        pipeline, lease.organization_id, FIRST - DAY * 30, LAST, actor=ANY_STAGE
    ).span


def test_late_reading__its_day_and_the_days_beside_it_are_made_again_and_right(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    gauged(lease, missed=2)
    make(pipeline, lease, FIRST, LAST)
    assert late(pipeline, lease) is None
    on_time = figures(lease)
    for tank in ("T1", "T2"):
        lease.read(f"{tank} level", [(START + 2 * DAY, 66.0)])
    span = late(pipeline, lease)
    # Its day is the 3rd, which ends with it; the tanks had no other gauge on the 4th.
    assert span == (date(2026, 3, 2), date(2026, 3, 5))
    make(pipeline, lease, *span)
    assert late(pipeline, lease) is None
    after = figures(lease)
    assert after != on_time
    make(pipeline, lease, FIRST, LAST)
    assert figures(lease) == after  # the range was wide enough


def test_late_reading__days_without_any_reading_are_made_again_with_it(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    lease.tag("sales", "gas", "totalizer", "mcf", meter="SALES")
    lease.tag("lively", "water", "totalizer", "bbl", meter="WATER")
    lease.read("sales", [(START, 0.0), (START + HOUR, 10.0), (START + 5 * DAY, 500.0)])
    lease.read("lively", [(START + HOUR * n, 1.0 * n) for n in range(24 * 5 + 1)])
    make(pipeline, lease, FIRST, LAST)
    lease.read("sales", [(START + 2 * DAY + HOUR, 400.0)])
    span = late(pipeline, lease)
    assert span == (FIRST, LAST)
    make(pipeline, lease, *span)
    rows = lease.rows("select sum(amount) from wellflow.measured_day where quantity = 'gas'")
    assert rows == [(Decimal(500),)]


def test_fewer_readings__are_no_reason_to_make_a_day_again(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    gauged(lease)
    make(pipeline, lease, FIRST, LAST)
    lease.lose_readings("observed_at = %s", START + 2 * DAY)
    assert late(pipeline, lease) is None


def test_late_reading__of_a_closed_month_is_stored_and_told_and_changes_nothing(
    lease: Lease, pipeline: psycopg.Connection
) -> None:
    gauged(lease)
    make(pipeline, lease, FIRST, LAST)
    before = figures(lease)
    lease.close_month(date(2026, 3, 1))
    lease.read("sales", [(START + HOUR, 50.0), (START + 26 * HOUR, 150.0)])
    found = days_to_make_again(pipeline, lease.organization_id, FIRST, LAST, actor=ANY_STAGE)
    assert found.span is None
    told = (
        "late_readings: 2 reading(s) arrived after 2026-03 was measured; it is closed and stays"
        " as it is",
    )
    assert found.late.flags_of_closed == told
    assert make(pipeline, lease, FIRST, LAST).flags[1:] == told
    assert figures(lease) == before
    ((stored,),) = lease.rows(
        "select count(*) from scada.reading where organization_id = %s and observed_at = any(%s)",
        lease.organization_id,
        [START + HOUR, START + 26 * HOUR],
    )
    assert stored == 2
