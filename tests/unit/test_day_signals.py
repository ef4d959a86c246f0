"""What a day's signals tell: coverage, hours on, and volume from a rate."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.measurement.coverage import Signal, coverage
from domain.measurement.hours_on import run_time
from domain.measurement.rate_integration import integrate_step

START = datetime(2026, 3, 3, 13, tzinfo=UTC)
END = START + timedelta(hours=24)
DAY_S = 86_400.0


def signal(hours: float, value: float) -> Signal:
    return Signal(START + timedelta(hours=hours), value, is_good=True)


def failed(hours: float) -> Signal:
    return Signal(START + timedelta(hours=hours), None, is_good=False)


def test_coverage__hourly_readings_cover_the_day() -> None:
    found = coverage([signal(h, 1.0) for h in range(-1, 25)], START, END, 7_200)
    assert found == (100, 3_600)


def test_coverage__a_gap_beyond_the_hold_is_missing() -> None:
    found = coverage([signal(0, 1.0), signal(12, 1.0)], START, END, 7_200)
    assert (round(found.good_pct, 2), found.longest_gap_s) == (Decimal("16.67"), 43_200)


def test_coverage__a_bad_reading_ends_a_good_one() -> None:
    signals = [signal(0, 1.0), failed(6), signal(18, 1.0)]
    found = coverage(signals, START, END, DAY_S)
    assert (found.good_pct, found.longest_gap_s) == (50, 64_800)


def test_coverage__nothing_at_all() -> None:
    assert coverage([], START, END, 7_200) == (0, 86_400)
    with pytest.raises(DataError, match="is empty"):
        coverage([], END, START, 7_200)


def test_run_time__status_before_the_day_carries_in() -> None:
    found = run_time([signal(-3, 1.0), signal(18, 0.0)], START, END, 2 * DAY_S)
    assert found == (18, 6, 0)
    assert found.estimated_on_hours == 18


def test_run_time__clipped_to_the_day_and_its_length() -> None:
    long_day = run_time([signal(-1, 1.0)], START, START + timedelta(hours=25), 2 * DAY_S)
    assert long_day.on_hours == 25


def test_run_time__unknown_time_runs_as_the_known_does() -> None:
    signals = [signal(0, 1.0), signal(9, 0.0), failed(12)]
    found = run_time(signals, START, END, DAY_S)
    assert found == (9, 3, 12)
    assert found.estimated_on_hours == 18
    assert run_time([], START, END, 60).estimated_on_hours == 0


def test_rate__report_by_exception_is_a_step_of_225_barrels() -> None:
    signals = [signal(0, 240.0), signal(10, 0.0), signal(14, 300.0)]
    assert integrate_step(signals, START, END, DAY_S).volume == pytest.approx(225.0)


def test_rate__geo_scada_samples() -> None:
    flows = [20.11, 20.62, 20.78, 21.02, *[21.65] * 6, 22.45, 22.45]
    signals = [signal(5 * n / 3600, flow) for n, flow in enumerate(flows)]
    end = START + timedelta(seconds=60)
    assert integrate_step(signals, START, end, 10, per_s=1).volume == pytest.approx(1286.65)


def test_rate__missing_time_is_not_flowing() -> None:
    signals = [signal(0, 240.0), failed(6), signal(12, 240.0)]
    found = integrate_step(signals, START, END, 6 * 3600)
    assert (found.volume, found.measured_s, found.missing_s) == (120.0, 43_200, 43_200)


def test_rate__only_the_part_within_the_span_counts() -> None:
    signals = [signal(-2, 0.0), signal(2, 240.0), signal(22, 240.0), signal(26, 0.0)]
    found = integrate_step(signals, START, END, DAY_S)
    assert found.volume == pytest.approx(240 * 22 / 24)
    assert found.missing_s == 0
