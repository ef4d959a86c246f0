"""Days tile time, totalizers telescope, and a cumulative is the integral of its rate."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.calendar import ONE_DAY, ProductionCalendar, days_of_month
from domain.decline.arps import Arps
from domain.measurement.totalizer import TimedValue, TotalizerRules, difference
from domain.numbers.rounding import as_decimal, round_volume

pytestmark = pytest.mark.figures

CALENDARS = st.builds(
    ProductionCalendar,
    st.sampled_from(["America/Chicago", "America/Denver", "Europe/Oslo", "UTC",
                     "Australia/Lord_Howe"]),
    st.integers(0, 23),
    st.booleans(),
)  # fmt: skip
DATES = st.dates(date(1990, 1, 1), date(2040, 12, 31))
INSTANTS = st.datetimes(
    datetime(1990, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC)  # noqa: DTZ001
)  # fmt: skip


@given(CALENDARS, DATES)
def test_days__follow_each_other_without_gap_or_overlap(calendar, day) -> None:
    window = calendar.day_window(day)
    assert window.end == calendar.day_window(day + ONE_DAY).start
    assert 23 <= window.hours <= 25


@given(CALENDARS, INSTANTS)
def test_day_of__an_instant_lies_in_its_day(calendar, instant) -> None:
    assert calendar.day_window(calendar.day_of(instant)).holds(instant)
    reported = calendar.day_window(calendar.day_reported_at(instant))
    assert reported.start < instant <= reported.end


@given(CALENDARS, DATES)
def test_months__are_the_sum_of_their_days(calendar, day) -> None:
    hours = sum(calendar.day_window(each).hours for each in days_of_month(day))
    assert hours == calendar.hours_in_month(day)


READINGS = st.lists(st.tuples(st.integers(1, 10**6), st.floats(0, 10**6)), min_size=2, max_size=25)


@given(READINGS, st.lists(st.integers(0, 3 * 10**7), max_size=8), st.booleans())
def test_totalizer__spans_add_up_to_the_whole(steps, cuts, interpolate) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    at, readings = start, []
    for seconds, value in steps:
        readings.append(TimedValue(at, value))
        at += timedelta(seconds=seconds)
    rules = TotalizerRules(rollover_at=Decimal(10**6 + 1), deadband=Decimal(1),
                           interpolate=interpolate)  # fmt: skip
    series = difference(readings, rules)
    ends = sorted({start, at, *(start + timedelta(seconds=cut) for cut in cuts)})
    parts = [series.volume(a, b).volume for a, b in pairwise(ends)]
    assert sum(parts, Decimal(0)) == series.volume(ends[0], ends[-1]).volume
    assert all(part >= 0 and part == round_volume(part) for part in parts)


@given(st.lists(st.floats(0, 10**6), min_size=2, max_size=40).map(sorted))
def test_totalizer__a_rising_counter_is_last_less_first(values) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    readings = [TimedValue(start + timedelta(hours=n), value) for n, value in enumerate(values)]
    series = difference(readings, TotalizerRules())
    found = series.volume(readings[0].at, readings[-1].at)
    first, last = (round_volume(as_decimal(values[end])) for end in (0, -1))
    assert found.volume == last - first
    assert found.events == ()


CURVES = st.builds(Arps, st.floats(1, 1e5), st.floats(0, 0.05), st.floats(0, 2))


@given(CURVES, st.lists(st.floats(0, 20_000), min_size=2, max_size=20).map(sorted))
def test_arps__rate_never_rises_and_cumulative_never_falls(curve, times) -> None:
    rates, volumes = curve.rate(times), curve.cumulative(times)
    assert np.all(np.diff(rates) <= rates[:-1] * 1e-12)
    assert np.all(np.diff(volumes) >= -volumes[1:] * 1e-12)


@given(CURVES, st.floats(0, 5_000), st.floats(1, 500))
def test_arps__cumulative_is_the_integral_of_the_rate(curve, t0, span) -> None:
    nodes, weights = np.polynomial.legendre.leggauss(40)
    times = t0 + span * (nodes + 1) / 2
    integral = float(np.sum(weights * curve.rate(times))) * span / 2
    assert abs(curve.volume(t0, span) - integral) <= 1e-9 * integral


@given(CURVES, st.floats(0.001, 0.999))
def test_arps__time_to_a_rate_comes_back(curve, share) -> None:
    assume(curve.di_nominal > 1e-6)
    until = curve.time_to_rate(curve.qi * share)
    assert abs(float(curve.rate(until)) - curve.qi * share) <= 1e-9 * curve.qi
