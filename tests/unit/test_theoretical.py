"""Hours and tests behind a completion's theoretical volume, and what is flagged about them."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.allocation.completion_day import CompletionDay
from domain.allocation.measured_book import MeasuredBook
from domain.allocation.theoretical import STALE_TEST_DAYS, HoursOn, hours_on, theoretical
from domain.allocation.wellhead import Wellhead
from domain.calendar import ProductionCalendar, ProductionDay, production_days
from domain.field.papers import WellTest
from tests.fixtures.measured import measured_day

WELL = UUID(int=1)
SHORT, PLAIN, LONG = production_days(
    ProductionCalendar("America/Chicago", 7),
    [date(2026, 3, 7), date(2026, 3, 10), date(2026, 10, 31)],
)


def hours_of(day: ProductionDay, told: str | None) -> HoursOn:
    amount = None if told is None else Decimal(told)
    row = measured_day(day.produced_on, "hours_on", amount, completion_id=WELL)
    return hours_on(WELL, day, MeasuredBook([row]))


@pytest.mark.parametrize(
    ("day", "told", "reported", "used", "flags"),
    [
        (PLAIN, "18", "18", "18", ()),
        (PLAIN, "24.5", "24.5", "24", ("hours_above_day",)),
        (SHORT, "24", "24", "23", ("hours_above_day",)),
        (LONG, "25", "25", "25", ()),
        (PLAIN, "31", None, "24", ("hours_above_day",)),
        (PLAIN, "-1", None, "24", ("negative_hours",)),
        (LONG, None, None, "25", ()),
    ],
)
def test_hours__no_day_runs_longer_than_it_is(
    day: ProductionDay, told: str | None, reported: str | None, used: str, flags: tuple[str, ...]
) -> None:
    found = hours_of(day, told)
    assert found.reported == (None if reported is None else Decimal(reported))
    assert found.used == Decimal(used)
    assert found.flags == flags


def test_constant_rate__makes_230_barrels_in_23_hours_and_250_in_25() -> None:
    """240 bbl/d on the days the clocks change: section 1.6 of the measurement reference."""
    made = [theoretical("oil", well_test(day, 0), day.hours) for day in (SHORT, PLAIN, LONG)]
    assert made == [Decimal(230), Decimal(240), Decimal(250)]


def well_test(day: ProductionDay, age_days: int) -> WellTest:
    tested_on = day.produced_on - timedelta(days=age_days)
    return WellTest(WELL, WELL, tested_on, Decimal(240), Decimal(1), Decimal(1), None)


@pytest.mark.parametrize(
    ("age_days", "hours", "flags"),
    [
        (STALE_TEST_DAYS, 24, []),
        (STALE_TEST_DAYS + 1, 24, ["stale_test"]),
        (STALE_TEST_DAYS + 1, 0, []),
    ],
)
def test_old_test__is_used_and_flagged(age_days: int, hours: int, flags: list[str]) -> None:
    ran = HoursOn(Decimal(hours), Decimal(hours), is_assumed=False, flags=(), input_hash="")
    member = CompletionDay(WELL, "A-1", PLAIN, ran, well_test(PLAIN, age_days), Wellhead())
    member.use_test()
    made = member.allocated_day()
    assert made.flags == flags
    assert made.well_test_id == WELL


def test_oil_and_condensate_of_a_gas_unit__add_up() -> None:
    ran = HoursOn(Decimal(24), Decimal(24), is_assumed=False, flags=(), input_hash="")
    member = CompletionDay(WELL, "A-1", PLAIN, ran, None, Wellhead())
    for share in (Decimal(10), None, Decimal(5)):
        member.take_share("condensate", share)
    made = member.allocated_day()
    assert (made.condensate_bbl, made.oil_native) == (15, 15)
