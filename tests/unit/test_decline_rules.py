"""Every rule of curves, conversions, histories, fits and forecasts, broken one at a time."""

from datetime import date
from math import exp, expm1, inf, log, nan, sqrt

import numpy as np
import pytest

from domain.decline.arps import Arps, curvature_ratio
from domain.decline.conversion import nominal_from_secant, nominal_from_tangent
from domain.decline.fit import fit_arps, fit_months
from domain.decline.forecast import forecast_months
from domain.decline.history import ProducedMonth, TooFewPoints, decline_history, uptime_fraction
from domain.errors import DataError, FitError

DAYS = np.arange(15.0, 1500.0, 30.0)
CURVE = Arps(1000, 0.01, 0.5)


def month(number: int, volume: float, hours_on: float = 720.0) -> ProducedMonth:
    """Return a month counted from January 2024."""
    first = date(2024 + (number - 1) // 12, (number - 1) % 12 + 1, 1)
    return ProducedMonth(first, volume, hours_on)


@pytest.mark.parametrize(
    ("qi", "di", "b"), [(inf, 1, 0), (nan, 1, 0), (1, inf, 0), (1, nan, 0), (1, 1, nan)]
)
def test_arps__what_is_not_finite_is_refused(qi: float, di: float, b: float) -> None:
    with pytest.raises(DataError):
        Arps(qi, di, b)


def test_arps__b_of_two_is_the_last_one_allowed() -> None:
    assert float(Arps(1000, 0.5, 2.0).rate(4)) == pytest.approx(1000 / sqrt(5))


@pytest.mark.parametrize("t", [-1.0, inf, nan])
def test_arps__time_counts_from_the_start_and_is_finite(t: float) -> None:
    for ask in (CURVE.rate, CURVE.cumulative, CURVE.decline):
        with pytest.raises(DataError, match="negative or not finite"):
            ask(t)


def test_time_to_rate__is_now_for_a_rate_above_and_refused_at_zero() -> None:
    assert CURVE.time_to_rate(1000) == CURVE.time_to_rate(2000) == 0
    for rate in (0.0, -1.0):
        with pytest.raises(DataError, match="not above zero"):
            CURVE.time_to_rate(rate)


def test_decline__falls_by_the_exponent_and_a_later_start_is_the_same_curve() -> None:
    assert float(CURVE.decline(100)) == pytest.approx(0.01 / 1.5)
    assert float(CURVE.shifted(100).rate(50)) == pytest.approx(float(CURVE.rate(150)), rel=1e-14)


def test_volume__late_in_the_life_of_a_well_keeps_its_digits() -> None:
    truth = 1000 * exp(-50) * -expm1(-0.01) / 0.01
    assert Arps(1000, 0.01, 0).volume(5000, 1) == pytest.approx(truth, rel=1e-12)


def test_curvature__is_smooth_down_to_one_half_at_zero() -> None:
    near, small = curvature_ratio(np.array([1.01e-4, 0.99e-4]))
    assert float(curvature_ratio(np.array(0.0))) == 0.5
    assert near == pytest.approx(0.5 - 2 * 1.01e-4 / 3, abs=1e-7)
    assert small == pytest.approx(0.5 - 2 * 0.99e-4 / 3, abs=1e-7)


@pytest.mark.parametrize("effective", [-0.01, 1.0])
def test_effective_decline__is_from_zero_to_below_one(effective: float) -> None:
    for convert in (nominal_from_tangent, lambda e: nominal_from_secant(e, 0.5)):
        assert convert(0.0) == 0
        with pytest.raises(DataError, match="not within 0 and 1"):
            convert(effective)


def test_history__five_producing_days_count_and_less_is_left_out() -> None:
    whole = [month(n, 1000.0 - n) for n in (1, 2, 3)]
    assert len(decline_history([*whole, month(4, 100.0, 120.0)]).t_days) == 4
    assert len(decline_history([*whole, month(4, 100.0, 119.0)]).t_days) == 3


def test_history__short_months_count_where_too_few_others_are_there() -> None:
    few = [month(1, 100.0), month(2, 90.0), month(3, 10.0, 100.0)]
    assert len(decline_history(few).t_days) == 3


def test_history__is_put_in_order_and_counts_days_from_its_first_month_to_mid_month() -> None:
    found = decline_history([month(3, 80.0), month(1, 100.0), month(2, 90.0)])
    assert found.starts_on == date(2024, 1, 1)
    assert list(found.t_days) == [15.5, 45.5, 75.5]
    assert list(found.rate_per_day) == pytest.approx([100 / 30, 3, 80 / 30])


@pytest.mark.parametrize("empty", [month(4, 0.0), month(4, 50.0, 0.0)])
def test_history__a_month_without_volume_or_hours_is_missing_and_no_zero(
    empty: ProducedMonth,
) -> None:
    whole = [month(n, 1000.0 - n) for n in (1, 2, 3)]
    assert len(decline_history([*whole, empty]).t_days) == 3
    with pytest.raises(TooFewPoints):
        decline_history([*whole[:2], empty])


def test_history__begins_at_the_peak_if_three_months_are_left() -> None:
    rates = [50.0, 90.0, 100.0, 80.0, 70.0]
    found = decline_history([month(n, rate) for n, rate in enumerate(rates, start=1)])
    assert (found.starts_on, len(found.t_days), found.is_from_peak) == (date(2024, 3, 1), 3, True)
    found = decline_history([month(n, rate) for n, rate in enumerate(rates[:4], start=1)])
    assert (found.starts_on, len(found.t_days), found.is_from_peak) == (date(2024, 1, 1), 4, False)


def test_uptime__is_of_the_twelve_months_up_to_the_last() -> None:
    down = [month(n, 1.0, 0.0) for n in range(1, 13)]
    full = [ProducedMonth(date(2025, n, 1), 1.0, 24.0 * days) for n, days in
            enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)]  # fmt: skip
    assert uptime_fraction([*down, *full], date(2025, 12, 1)) == pytest.approx(1.0)
    assert uptime_fraction([*down, *full], date(2025, 1, 1)) == pytest.approx(744 / 8784, abs=1e-3)
    assert uptime_fraction(full, date(2024, 12, 1)) == 0


def test_fit__five_points_are_short_and_six_are_not() -> None:
    rates = CURVE.rate(DAYS)
    assert "short" in fit_arps(DAYS[:5], rates[:5]).flags
    assert "short" not in fit_arps(DAYS[:6], rates[:6]).flags


@pytest.mark.parametrize(("b", "flags"), [(0.0, ("b_at_lower_bound",)), (1.0, ()),
                                          (2.0, ("b_at_upper_bound",))])  # fmt: skip
def test_fit__an_exponent_at_its_bound_is_flagged(b: float, flags: tuple[str, ...]) -> None:
    found = fit_arps(DAYS, Arps(500, 0.004, b).rate(DAYS))
    assert found.b == pytest.approx(b, abs=1e-3)
    assert found.flags == flags


def test_fit__a_flat_history_is_rising_and_says_nothing_of_its_curvature() -> None:
    found = fit_arps(DAYS, np.full_like(DAYS, 100.0))
    assert (found.b, found.flags) == (0.0, ("rising",))


def test_fit__rmse_is_of_the_logarithms() -> None:
    rates = CURVE.rate(DAYS)
    rates[[3, 20]] *= 1.5
    found = fit_arps(DAYS, rates)
    off = [log(fitted / rate) for fitted, rate in zip(found.curve.rate(DAYS), rates, strict=True)]
    assert found.rmse_ln == pytest.approx(sqrt(sum(each**2 for each in off) / len(off)), rel=1e-9)


def test_fit__negative_times_and_columns_of_two_lengths_are_refused() -> None:
    with pytest.raises(FitError, match="time is negative"):
        fit_arps([-1, 30, 60], [3, 2, 1])
    with pytest.raises(FitError, match="4 times for 3 rates"):
        fit_arps([0, 30, 60, 90], [3, 2, 1])


def test_fit_months__a_peak_with_too_few_months_after_it_is_rising_though_the_trend_falls() -> None:
    rates = [100.0, 95.0, 70.0, 60.0, 50.0, 40.0, 30.0, 101.0]
    found = fit_months([month(n, rate) for n, rate in enumerate(rates, start=1)], date(2025, 1, 1))
    assert found.fit.di_nominal_per_year > 0.1
    assert "rising" in found.fit.flags


def test_forecast__begins_on_the_first_and_never_before_its_curve() -> None:
    (found,) = forecast_months(CURVE, date(2026, 1, 1), date(2026, 2, 17), 1, 0.5)
    assert (found.month, found.calendar_days) == (date(2026, 2, 1), 28)
    assert found.volume == pytest.approx(CURVE.volume(31, 28) * 0.5)
    assert found.rate_per_day == pytest.approx(CURVE.volume(31, 28) / 28)
    with pytest.raises(DataError, match="starts before its curve"):
        forecast_months(CURVE, date(2026, 1, 2), date(2026, 1, 31), 1, 0.5)


@pytest.mark.parametrize(("uptime", "is_right"), [(-0.01, False), (0, True), (1, True)])
def test_forecast__uptime_is_a_share(uptime: float, is_right: bool) -> None:
    def ahead() -> float:
        return forecast_months(CURVE, date(2026, 1, 1), date(2026, 1, 1), 1, uptime)[0].volume

    if is_right:
        assert ahead() == pytest.approx(CURVE.volume(0, 31) * uptime)
        return
    with pytest.raises(DataError, match="not within 0 and 1"):
        ahead()
