"""The ends of spans, days and months: what belongs and what does not."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from domain.calendar import (
    ProductionCalendar,
    Window,
    days_between,
    hours_between,
    last_of_month,
    month_label,
    months_between,
    next_month,
    parse_days,
    previous_month,
    production_days,
)
from domain.errors import ConfigError

CHICAGO = ProductionCalendar("America/Chicago")
TICK = timedelta(microseconds=1)


def test_window__holds_its_start_and_not_its_end() -> None:
    window = Window(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC))
    instants = (window.start - TICK, window.start, window.end - TICK, window.end)
    assert [window.holds(instant) for instant in instants] == [False, True, True, False]
    assert (window.hours, window.seconds) == (48, 172_800.0)


@pytest.mark.parametrize("hour", [0, 23])
def test_day_start__any_hour_of_the_day(hour: int) -> None:
    start = ProductionCalendar("UTC", hour).day_window(date(2026, 3, 1)).start
    assert start == datetime(2026, 3, 1, hour, tzinfo=UTC)


@pytest.mark.parametrize("hour", [-1, 24])
def test_day_start__what_is_no_hour_is_refused(hour: int) -> None:
    with pytest.raises(ConfigError, match="not an hour of the day"):
        ProductionCalendar("UTC", hour)


def test_day_start__is_seven_on_an_oil_lease() -> None:
    lease = ProductionCalendar("America/Chicago")
    assert lease.day_window(date(2026, 7, 1)).start == datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_hours_between__are_exact_to_the_microsecond() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    assert hours_between(start, start + timedelta(milliseconds=36)) == Decimal("0.00001")


@pytest.mark.parametrize(
    ("day", "before", "after", "last"),
    [
        (date(2026, 1, 31), date(2025, 12, 1), date(2026, 2, 1), 31),
        (date(2026, 3, 1), date(2026, 2, 1), date(2026, 4, 1), 31),
        (date(2026, 3, 31), date(2026, 2, 1), date(2026, 4, 1), 31),
        (date(2024, 2, 29), date(2024, 1, 1), date(2024, 3, 1), 29),
        (date(2026, 12, 15), date(2026, 11, 1), date(2027, 1, 1), 31),
    ],
)
def test_months__before_and_after_start_on_the_first(
    day: date, before: date, after: date, last: int
) -> None:
    assert (previous_month(day), next_month(day)) == (before, after)
    assert last_of_month(day) == day.replace(day=last)


def test_months_between__are_first_days_whatever_day_was_named() -> None:
    assert months_between(date(2026, 1, 31), date(2026, 2, 1)) == (
        date(2026, 1, 1), date(2026, 2, 1),
    )  # fmt: skip


def test_days_between__both_ends_included() -> None:
    assert days_between(date(2026, 2, 28), date(2026, 3, 1)) == (
        date(2026, 2, 28), date(2026, 3, 1),
    )  # fmt: skip
    assert parse_days("2026-03-05..2026-03-05") == (date(2026, 3, 5), date(2026, 3, 5))


def test_month_label__is_written_as_in_keys() -> None:
    assert month_label(date(2026, 3, 31)) == "2026-03"


def test_production_days__carry_the_length_of_their_own_span() -> None:
    days = production_days(CHICAGO, [date(2026, 3, 7), date(2026, 3, 9), date(2026, 10, 31)])
    assert [day.hours for day in days] == [23, 24, 25]
    assert all(day.window == CHICAGO.day_window(day.produced_on) for day in days)
