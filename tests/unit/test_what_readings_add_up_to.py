"""What the readings of a day add up to: each holds for its own time, and all of them count."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.measurement.coverage import Signal, coverage
from domain.measurement.hours_on import run_time
from domain.measurement.rate_integration import integrate_step
from domain.measurement.reading import Reading, instant, microseconds
from domain.measurement.weighted_mean import weighted_mean

START = datetime(2026, 3, 3, 13, tzinfo=UTC)
END = START + timedelta(hours=24)
HOUR_S = 3_600
DAY_S = 86_400


def good(hours: float, value: float) -> Signal:
    return Signal(START + timedelta(hours=hours), value, is_good=True)


def bad(hours: float) -> Signal:
    return Signal(START + timedelta(hours=hours), None, is_good=False)


def test_run_time__a_pump_that_stops_and_starts_ran_in_all_its_turns() -> None:
    turns = [good(0, 1.0), good(3, 0.0), good(5, 1.0), good(12, 0.0), good(20, 1.0)]
    assert run_time(turns, START, END, DAY_S) == (3 + 7 + 4, 2 + 8, 0)


def test_run_time__after_a_bad_reading_the_next_good_one_counts_again() -> None:
    assert run_time([good(0, 1.0), bad(6), good(10, 0.0)], START, END, DAY_S) == (6, 14, 4)
    assert run_time([bad(-1), good(10, 1.0)], START, END, DAY_S) == (14, 0, 10)


def test_run_time__ends_with_the_span_though_the_status_goes_on() -> None:
    beyond = [good(20, 1.0), good(30, 0.0), good(33, 1.0)]
    assert run_time(beyond, START, END, DAY_S) == (4, 0, 20)


def test_run_time__is_in_whole_ten_thousandths_of_an_hour() -> None:
    third = START + timedelta(minutes=20, microseconds=1)
    signals = [good(0, 1.0), Signal(third, 0.0, is_good=True)]
    assert run_time(signals, START, START + timedelta(hours=1), DAY_S).on_hours == Decimal("0.3333")


def test_run_time__of_unknown_hours_is_estimated_by_the_known_ones() -> None:
    found = run_time([good(0, 1.0), good(5, 0.0), bad(6)], START, END, DAY_S)
    assert found == (5, 1, 18)
    assert found.estimated_on_hours == 20


def test_coverage__of_several_stretches_adds_up() -> None:
    signals = [good(0, 1.0), bad(3), good(6, 1.0), good(9, 1.0), bad(12), good(21, 1.0)]
    assert coverage(signals, START, END, 2 * DAY_S) == (Decimal("50.0000"), 12 * HOUR_S)


def test_coverage__ends_with_the_span() -> None:
    beyond = [good(12, 1.0), good(30, 1.0)]
    assert coverage(beyond, START, END, 2 * DAY_S) == (50, 12 * HOUR_S)
    assert coverage([good(-5, 1.0)], START, END, 6 * HOUR_S)[0] == Decimal("4.1667")


def test_coverage__a_reading_at_the_start_counts_and_one_at_the_end_does_not() -> None:
    assert coverage([good(0, 1.0)], START, END, DAY_S) == (100, DAY_S)
    assert coverage([good(6, 1.0), good(24, 1.0)], START, END, HOUR_S).longest_gap_s == 18 * HOUR_S


def test_coverage__of_no_time_at_all_is_refused_with_the_span() -> None:
    with pytest.raises(DataError) as refused:
        coverage([], START, START, HOUR_S)
    assert str(refused.value) == (
        "span 2026-03-03T13:00:00+00:00 to 2026-03-03T13:00:00+00:00 is empty"
    )


def test_coverage__is_exact_to_the_microsecond() -> None:
    second = START + timedelta(seconds=1)
    half = Signal(START + timedelta(microseconds=500_000), 1.0, is_good=True)
    assert coverage([half], START, second, HOUR_S).good_pct == 50


def test_step__two_readings_within_the_hold_add_up() -> None:
    signals = [good(0, 240.0), good(6, 120.0), bad(12), good(18, 480.0)]
    found = integrate_step(signals, START, END, DAY_S)
    assert found == (60.0 + 30.0 + 120.0, 18 * HOUR_S, 6 * HOUR_S)


def test_rate__begins_with_the_span_though_its_reading_is_older() -> None:
    before = [good(-6, 240.0)]
    assert integrate_step(before, START, END, 12 * HOUR_S) == (60.0, 6 * HOUR_S, 18 * HOUR_S)
    assert integrate_step(before, START, END, 6 * HOUR_S) == (0.0, 0.0, DAY_S)


def test_rate__is_of_a_day_unless_its_unit_says_otherwise() -> None:
    assert integrate_step([good(0, 24.0)], START, END, DAY_S).volume == 24.0
    assert integrate_step([good(0, 24.0)], START, END, DAY_S, per_s=HOUR_S).volume == 576.0


def test_rate__without_a_value_is_no_flow_and_no_known_time() -> None:
    silent = [Signal(START, None, is_good=True), good(12, 240.0)]
    assert integrate_step(silent, START, END, DAY_S) == (120.0, 12 * HOUR_S, 12 * HOUR_S)


def test_mean__of_little_that_passed_is_still_weighed_by_it() -> None:
    """A tenth of a barrel at 60 and two tenths at 90 are 80, though 60 stood for 23 hours."""
    signals = [good(0, 60.0), good(23, 90.0)]

    def passed(since: datetime, until: datetime) -> Decimal:
        return Decimal("0.1") if since == START else Decimal("0.2")

    assert weighted_mean(signals, START, END, DAY_S, passed) == 80
    assert weighted_mean(signals, START, END, DAY_S) == Decimal("61.25")


def test_mean__after_a_bad_reading_the_next_good_one_counts_again() -> None:
    assert weighted_mean([good(0, 10.0), bad(6), good(18, 40.0)], START, END, DAY_S) == 25


def test_mean__ends_with_the_span_and_the_hold() -> None:
    assert weighted_mean([good(0, 10.0), good(12, 40.0)], START, END, 4 * HOUR_S) == 25
    assert weighted_mean([good(-3, 10.0), good(2, 40.0)], START, END, 4 * HOUR_S) == 34
    beyond = [good(0, 10.0), good(20, 40.0), good(99, 1.0)]
    assert weighted_mean(beyond, START, END, 9 * DAY_S) == 15


def test_mean__where_nothing_stands_is_none() -> None:
    assert weighted_mean([], START, END, DAY_S) is None
    assert weighted_mean([good(-30, 10.0), bad(1), good(24, 5.0)], START, END, DAY_S) is None


def test_reading__has_its_times_in_microseconds_since_1970() -> None:
    observed, received = START + timedelta(microseconds=1), START + timedelta(seconds=2)
    found = Reading.at("tag", observed, received, 1.5, 7)
    assert found == ("tag", 1_772_542_800_000_001, 1_772_542_802_000_000, 1.5, 7, 0)
    assert (found.observed_at, found.received_at) == (observed, received)
    assert instant(microseconds(observed)) == observed
    assert microseconds(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)) == -1_000_000
