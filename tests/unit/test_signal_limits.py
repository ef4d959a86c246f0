"""What a reading stands for and for how long: hold, bad readings, the ends of a span, quality."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.measurement.coverage import Signal, coverage
from domain.measurement.hours_on import run_time
from domain.measurement.quality import (
    Quality,
    has_overflowed,
    is_bad,
    is_good,
    lowered,
    without_flags,
)
from domain.measurement.rate_integration import integrate_step
from domain.measurement.weighted_mean import weighted_mean

START = datetime(2026, 3, 3, 13, tzinfo=UTC)
END = START + timedelta(hours=24)
HOUR_S = 3_600
DAY_S = 86_400


def good(hours: float, value: float) -> Signal:
    return Signal(START + timedelta(hours=hours), value, is_good=True)


def bad(hours: float, value: float | None) -> Signal:
    return Signal(START + timedelta(hours=hours), value, is_good=False)


def test_run_time__a_status_is_known_no_longer_than_it_holds() -> None:
    found = run_time([good(0, 1.0), good(12, 0.0)], START, END, 6 * HOUR_S)
    assert found == (6, 6, 12)
    assert found.estimated_on_hours == 12


@pytest.mark.parametrize(("status", "hours_on"), [(0.5, 0), (0.5001, 24), (0.4, 0), (1.0, 24)])
def test_run_time__above_one_half_is_running(status: float, hours_on: int) -> None:
    assert run_time([good(0, status)], START, END, DAY_S).on_hours == hours_on


def test_run_time__a_bad_reading_with_a_value_tells_nothing() -> None:
    assert run_time([good(0, 0.0), bad(6, 1.0)], START, END, DAY_S) == (0, 6, 18)


def test_run_time__a_status_that_ended_before_the_span_is_outside_it() -> None:
    signals = [good(-30, 1.0), good(-20, 1.0), good(-2, 0.0)]
    assert run_time(signals, START, END, HOUR_S) == (0, 0, 24)


def test_coverage__readings_before_the_span_neither_add_nor_take_away() -> None:
    signals = [good(-30, 1.0), good(-20, 1.0), good(-1, 1.0), good(12, 1.0)]
    found = coverage(signals, START, END, 2 * HOUR_S)
    assert found == (Decimal("12.5000"), 12 * HOUR_S)


def test_coverage__the_longest_gap_is_counted_within_the_span() -> None:
    assert coverage([good(-6, 1.0), good(20, 1.0)], START, END, HOUR_S).longest_gap_s == 20 * HOUR_S
    assert coverage([good(2, 1.0)], START, END, HOUR_S).longest_gap_s == 22 * HOUR_S


def test_step__a_rate_stands_until_the_next_reading_within_the_hold() -> None:
    found = integrate_step([good(0, 240.0), good(1, 0.0)], START, END, 6 * HOUR_S)
    assert (found.volume, found.measured_s) == (10.0, 7 * HOUR_S)


def test_rate__a_bad_reading_with_a_value_is_not_integrated() -> None:
    signals = [good(0, 240.0), bad(6, 9_999.0), good(12, 240.0)]
    found = integrate_step(signals, START, END, DAY_S)
    assert (found.volume, found.missing_s) == (180.0, 6 * HOUR_S)


def test_mean__is_of_exactly_the_span() -> None:
    signals = [good(-18, 10.0), good(6, 20.0), good(30, 99.0)]
    assert weighted_mean(signals, START, END, 2 * DAY_S) == Decimal("17.5")
    assert weighted_mean(signals[:2], START, START + timedelta(hours=12), 2 * DAY_S) == 15


def test_mean__a_bad_reading_with_a_value_does_not_count() -> None:
    assert weighted_mean([good(0, 10.0), bad(12, 900.0)], START, END, DAY_S) == 10


def test_mean__is_by_time_where_nothing_passed() -> None:
    signals = [good(0, 10.0), good(18, 50.0)]
    assert weighted_mean(signals, START, END, DAY_S, lambda *_: Decimal(0)) == 20


@pytest.mark.parametrize(
    ("severity", "good_one", "bad_one"),
    [(0x00000000, True, False), (0x40000000, False, False), (0x80000000, False, True),
     (0xC0000000, False, True)],
)  # fmt: skip
def test_quality__its_two_highest_bits_are_the_severity(
    severity: int, good_one: bool, bad_one: bool
) -> None:
    for code in (severity, severity | 0x00960000 | 0x480):
        assert (is_good(code), is_bad(code)) == (good_one, bad_one)


def test_quality__a_queue_overflowed_only_where_both_bits_say_so() -> None:
    assert [has_overflowed(bits) for bits in (0x480, 0x400, 0x080, 0x580)] == [
        True, False, False, True,
    ]  # fmt: skip


def test_quality__flags_are_taken_off_or_kept() -> None:
    code = Quality.GOOD_LOCAL_OVERRIDE | 0x480
    assert without_flags(code) == Quality.GOOD_LOCAL_OVERRIDE
    assert lowered(code, Quality.UNCERTAIN) == Quality.UNCERTAIN | 0x480
