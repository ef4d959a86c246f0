"""The production calendar: day windows, clock changes, labels and months."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.calendar import (
    ProductionCalendar,
    days_of_month,
    months_between,
    parse_days,
    parse_month,
)
from domain.errors import ConfigError, DataError

CHICAGO = ProductionCalendar("America/Chicago", 7)
OSLO = ProductionCalendar("Europe/Oslo", 0)


@pytest.mark.parametrize(
    ("calendar", "day", "hours"),
    [
        (CHICAGO, date(2025, 3, 8), 23),
        (CHICAGO, date(2025, 3, 9), 24),
        (CHICAGO, date(2025, 11, 1), 25),
        (CHICAGO, date(2026, 3, 7), 23),
        (ProductionCalendar("America/Chicago", 0), date(2025, 3, 9), 23),
        (ProductionCalendar("America/Chicago", 0), date(2025, 11, 2), 25),
        (OSLO, date(2010, 3, 28), 23),
        (OSLO, date(2014, 10, 26), 25),
    ],
)
def test_hours_in_day__clock_changes_fall_in_the_day_that_holds_them(calendar, day, hours) -> None:
    assert calendar.day_window(day).hours == hours


def test_day_window__starts_at_seven_local() -> None:
    window = CHICAGO.day_window(date(2026, 3, 7))
    assert window.start == datetime(2026, 3, 7, 13, tzinfo=UTC)
    assert window.end == datetime(2026, 3, 8, 12, tzinfo=UTC)
    assert window.hours == Decimal(23)


def test_day_of__the_start_belongs_and_the_end_does_not() -> None:
    assert CHICAGO.day_of(datetime(2026, 3, 7, 13, tzinfo=UTC)) == date(2026, 3, 7)
    assert CHICAGO.day_of(datetime(2026, 3, 8, 12, tzinfo=UTC)) == date(2026, 3, 8)


def test_day_reported_at__a_record_at_the_end_belongs_to_the_day() -> None:
    assert CHICAGO.day_reported_at(datetime(2026, 3, 8, 12, tzinfo=UTC)) == date(2026, 3, 7)
    midnight_in_oslo = datetime(2014, 10, 26, 23, tzinfo=UTC)
    assert OSLO.day_reported_at(midnight_in_oslo) == date(2014, 10, 26)


def test_day_of__load_sealed_at_half_past_six_on_the_first_is_last_months() -> None:
    sealed = datetime(2026, 4, 1, 11, 30, tzinfo=UTC)
    assert CHICAGO.day_of(sealed) == date(2026, 3, 31)


def test_label_by_end__same_span_one_date_later() -> None:
    by_end = ProductionCalendar("America/Chicago", 7, label_by_end=True)
    assert by_end.day_window(date(2026, 3, 8)) == CHICAGO.day_window(date(2026, 3, 7))
    assert by_end.day_of(datetime(2026, 3, 7, 13, tzinfo=UTC)) == date(2026, 3, 8)


def test_month_window__spans_the_months_production_days() -> None:
    window = CHICAGO.month_window(date(2026, 3, 15))
    assert window.start == datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert window.end == datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert CHICAGO.hours_in_month(date(2026, 3, 1)) == 31 * 24 - 1
    assert len(days_of_month(date(2024, 2, 9))) == 29


def test_months_between__both_ends_included() -> None:
    assert months_between(date(2025, 11, 3), date(2026, 1, 2)) == (
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1),
    )  # fmt: skip


def test_errors__say_what_is_wrong() -> None:
    with pytest.raises(ConfigError, match="unknown time zone"):
        ProductionCalendar("Texas/Midland")
    with pytest.raises(ConfigError, match="hour of the day"):
        ProductionCalendar("America/Chicago", 24)
    with pytest.raises(DataError, match="no zone"):
        CHICAGO.day_of(datetime(2026, 3, 7))  # noqa: DTZ001
    with pytest.raises(DataError, match="not a month"):
        parse_month("March")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-03-05", date(2026, 3, 5), date(2026, 3, 5)),
        ("2026-03-05..2026-04-01", date(2026, 3, 5), date(2026, 4, 1)),
    ],
)
def test_parse_days__a_month_a_day_or_a_range(text: str, first: date, last: date) -> None:
    assert parse_days(text) == (first, last)


@pytest.mark.parametrize("text", ["March", "2026-13", "2026-03-05..", "x..2026-03-05"])
def test_parse_days__anything_else_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="2026-03"):
        parse_days(text)


def test_parse_days__an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(DataError, match="ends before it begins"):
        parse_days("2026-03-05..2026-03-01")
