"""Measured rows hold all that allocation needs: it never reads a raw reading."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from books.allocating.allocate import allocate_days
from books.measuring.measure import measure_days
from storage.identity import uuid7
from tests.fixtures.lease import Lease
from tests.fixtures.signed_in import ANY_STAGE

FIRST, SECOND, THIRD = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
START = datetime(2026, 3, 2, 13, tzinfo=UTC)  # 07:00 in Texas, before the clocks change
ONE_DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def gauged(lease: Lease) -> Lease:
    """Two tanks gauged at each day's end, and a well head with its instruments."""
    for tank in ("T1", "T2"):
        lease.tag(f"{tank} level", "level", "level", "in", tank=tank, hold_max_s=7200)
        lease.read(f"{tank} level", [(START + n * ONE_DAY, 50.0 + 10 * n) for n in range(4)])
    lease.tag("tubing", "tubing_pressure", "pressure", "kpa", completion="A")
    lease.tag("choke", "choke", "position", "none", completion="A")
    lease.tag("warmth", "temperature", "temperature", "degc", completion="A")
    lease.tag("casing", "casing_pressure", "pressure", "none", completion="A")
    for name, value in (("tubing", 689.4757), ("choke", 24.0), ("warmth", 20.0), ("casing", 5.0)):
        lease.read(name, [(START + HOUR, value), (START + 2 * HOUR, value)])
    return lease


def measure(pipeline: psycopg.Connection, lease: Lease, first: date, last: date) -> None:
    measure_days(pipeline, lease.organization_id, first, last, uuid7(), actor=ANY_STAGE)


def allocate(pipeline: psycopg.Connection, lease: Lease, first: date, last: date) -> list[str]:
    report = allocate_days(pipeline, lease.organization_id, first, last, uuid7(), actor=ANY_STAGE)
    return list(report.flags)


def measured(lease: Lease, *quantities: str) -> list[tuple[object, ...]]:
    return lease.rows(
        "select produced_on, quantity::text, amount, unit, amount_native, native_unit,"
        " method::text from wellflow.measured_day where quantity::text = any(%s)"
        " order by 1, 2, 3",
        list(quantities),
    )


def allocated(lease: Lease) -> list[tuple[object, ...]]:
    return lease.rows(
        "select produced_on, completion_id, oil_bbl, choke, tubing_pressure_psig,"
        " temperature_degf, casing_pressure_psig, flags, input_hash"
        " from wellflow.allocated_day order by 1, 2"
    )


def forget_form(lease: Lease, *days: date) -> None:
    """Leave days as release 0.1.0 measured them: without what allocation takes from them now."""
    lease.execute(
        "delete from wellflow.measured_day where produced_on = any(%s)"
        " and (method = 'mean' or quantity::text like 'opening%%')", list(days),
    )  # fmt: skip
    lease.execute(
        "update wellflow.day_state set form = null where produced_on = any(%s)", list(days)
    )


def test_allocation__needs_no_reading(gauged: Lease, pipeline: psycopg.Connection) -> None:
    measure(pipeline, gauged, FIRST, THIRD)
    allocate(pipeline, gauged, FIRST, THIRD)
    with_readings = allocated(gauged)
    gauged.lose_readings()
    allocate(pipeline, gauged, FIRST, THIRD)
    assert allocated(gauged) == with_readings
    assert sum(row[2] or 0 for row in with_readings) == Decimal("100.2000")  # type: ignore[misc]


def test_wellhead__is_measured_as_means_in_the_units_of_the_books(
    gauged: Lease, pipeline: psycopg.Connection
) -> None:
    measure(pipeline, gauged, FIRST, FIRST)
    assert measured(gauged, "tubing_pressure", "choke", "temperature", "casing_pressure") == [
        (FIRST, "choke", Decimal("24.0000"), "none", Decimal("24.000000"), "none", "mean"),
        (FIRST, "temperature", Decimal("68.0000"), "degf", Decimal("20.000000"), "degc", "mean"),
        (FIRST, "tubing_pressure", Decimal("100.0000"), "psig", Decimal("689.475700"), "kpa",
         "mean"),
    ]  # fmt: skip
    allocate(pipeline, gauged, FIRST, FIRST)
    (shown,) = [row[3:7] for row in allocated(gauged) if row[3] is not None]
    assert shown == ("24", Decimal("100.0000"), Decimal("68.0000"), None)


def test_wellhead__is_the_same_whichever_days_are_measured_together(
    gauged: Lease, pipeline: psycopg.Connection
) -> None:
    end = START + ONE_DAY
    gauged.tag("old", "line_pressure", "pressure", "psig", completion="B", until=end)
    gauged.tag("new", "line_pressure", "pressure", "psig", completion="B", since=end)
    gauged.read("old", [(START + HOUR, 100.0)])
    gauged.read("new", [(end, 500.0), (end + HOUR, 200.0)])
    measure(pipeline, gauged, FIRST, FIRST)
    alone = measured(gauged, "line_pressure")
    measure(pipeline, gauged, FIRST, SECOND)
    assert [row[2] for row in alone] == [Decimal("100.0000")]
    assert measured(gauged, "line_pressure")[:1] == alone


def test_opening_stock__is_a_row_of_the_first_day_alone(
    gauged: Lease, pipeline: psycopg.Connection
) -> None:
    measure(pipeline, gauged, FIRST, THIRD)
    together = measured(gauged, "opening_oil_stock", "oil_stock")
    assert [row[:3] for row in together if row[1] == "opening_oil_stock"] == [
        (FIRST, "opening_oil_stock", Decimal("83.5000"))
    ] * 2
    for day in (FIRST, SECOND, THIRD):
        measure(pipeline, gauged, day, day)
    assert measured(gauged, "opening_oil_stock", "oil_stock") == together


def test_opening_stock__gives_way_to_the_eve_once_that_is_measured(
    gauged: Lease, pipeline: psycopg.Connection
) -> None:
    measure(pipeline, gauged, SECOND, SECOND)
    assert len(measured(gauged, "opening_oil_stock")) == 2
    measure(pipeline, gauged, FIRST, FIRST)
    gauged.execute(
        "update wellflow.measured_day set amount = amount - 1"
        " where quantity = 'oil_stock' and produced_on = %s", FIRST,
    )  # fmt: skip
    allocate(pipeline, gauged, SECOND, SECOND)
    assert gauged.rows("select produced_nsv_bbl from wellflow.tank_ledger_day") == [
        (Decimal("35.4000"),)
    ]


def test_days_of_an_earlier_release__are_measured_again_before_allocation(
    gauged: Lease, pipeline: psycopg.Connection
) -> None:
    measure(pipeline, gauged, FIRST, THIRD)
    allocate(pipeline, gauged, FIRST, THIRD)
    whole = allocated(gauged)
    forget_form(gauged, FIRST, SECOND)
    flags = allocate(pipeline, gauged, FIRST, THIRD)
    assert "measured_again: 2 day(s) of an earlier release" in flags
    assert allocated(gauged) == whole
    assert not any("measured_again" in each for each in allocate(pipeline, gauged, FIRST, THIRD))


def test_days_nobody_measured__are_not_measured_by_allocation(
    gauged: Lease, pipeline: psycopg.Connection
) -> None:
    allocate(pipeline, gauged, FIRST, FIRST)
    assert measured(gauged, "oil_stock") == []


def test_hash_of_a_day__names_its_form(gauged: Lease, pipeline: psycopg.Connection) -> None:
    measure(pipeline, gauged, FIRST, FIRST)
    allocate(pipeline, gauged, FIRST, FIRST)
    for table, form in (("measured_day", "measured_day/1"), ("allocated_day", "allocated_day/1")):
        assert gauged.rows(
            f"select distinct split_part(input_hash, ':', 1) from wellflow.{table}"
        ) == [(form,)]
    assert gauged.rows("select stage::text, form from wellflow.day_state order by 1") == [
        ("allocate", "allocated_day/1"), ("measure", "measured_day/1"),
    ]  # fmt: skip
