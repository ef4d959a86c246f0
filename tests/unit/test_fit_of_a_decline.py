"""The fit of a decline, step by step: where it starts, its gradient, its losses, its flags."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from scipy.optimize import approx_fprime, least_squares

from domain.decline import fit
from domain.decline.arps import Arps, curvature_ratio, log1p_ratio
from domain.decline.conversion import (
    DAYS_PER_YEAR,
    nominal_from_secant,
    nominal_from_tangent,
    secant_from_nominal,
    tangent_from_nominal,
)
from domain.decline.fit import ArpsFit, fit_arps, fit_months
from domain.decline.forecast import forecast_months, total_volume
from domain.decline.history import ProducedMonth, TooFewPoints, decline_history, uptime_fraction
from domain.errors import DataError, FitError, WellflowError

DAYS = np.arange(15.0, 1500.0, 30.0)
CURVE = Arps(500.0, 0.004, 0.8)
BOUNDS = (0.0, 2.0)


def noisy(seed: int = 7) -> np.ndarray:
    """Return rates scattered by a tenth, of which two months are far off."""
    rates = CURVE.rate(DAYS) * np.exp(np.random.default_rng(seed).normal(0.0, 0.1, len(DAYS)))
    rates[[10, 25]] *= 0.1
    return rates


def log_misses(found: np.ndarray, rates: np.ndarray) -> np.ndarray:
    log_qi, log_decline, b = found
    curve = Arps(float(np.exp(log_qi)), float(np.exp(log_decline)), float(b))
    return np.log(curve.rate(DAYS)) - np.log(rates)


def parameters(found: ArpsFit) -> tuple[float, float, float]:
    return found.qi_per_day, found.di_nominal_per_year, found.b


@pytest.mark.parametrize("curve", [Arps(500.0, 0.004, 0.8), Arps(80.0, 0.02, 1.5),
                                   Arps(9_000.0, 0.003, 0.4)])  # fmt: skip
def test_start__lies_within_a_step_of_the_grid_around_the_curve(curve: Arps) -> None:
    start = fit._grid_start(DAYS, np.log(curve.rate(DAYS)), BOUNDS)
    assert start[0] == pytest.approx(np.log(curve.qi), abs=0.25)
    assert start[1] == pytest.approx(np.log(curve.di_nominal), abs=0.5)
    assert start[2] == pytest.approx(curve.b, abs=0.26)


def test_start__of_a_curve_on_the_grid_is_that_curve() -> None:
    span = float(np.ptp(DAYS))
    decline = float(np.geomspace(1e-3 / span, 1e3 / span, 37)[20])
    start = fit._grid_start(DAYS, np.log(Arps(500.0, decline, 0.75).rate(DAYS)), BOUNDS)
    assert start == pytest.approx([np.log(500.0), np.log(decline), 0.75], abs=1e-9)
    start = fit._grid_start(DAYS, np.log(Arps(500.0, decline, 0.5).rate(DAYS)), (0.4, 1.2))
    assert start == pytest.approx([np.log(500.0), np.log(decline), 0.5], abs=1e-9)


def test_start__never_lies_beyond_the_bounds_of_a_decline() -> None:
    steep = fit._grid_start(np.array([0.0, 0.01, 0.02]), np.array([9.0, 5.0, 1.0]), BOUNDS)
    assert steep[1] <= np.log(10.0) + 1e-12
    assert fit._grid_start(DAYS * 1e6, np.zeros_like(DAYS), BOUNDS)[1] >= np.log(1e-8) - 1e-12


@pytest.mark.parametrize("solution", [(6.0, -5.5, 0.8), (4.0, -4.0, 1.7), (6.0, -7.0, 0.01)])
def test_gradient__is_the_slope_of_the_residuals(solution: tuple[float, float, float]) -> None:
    log_rates = np.log(CURVE.rate(DAYS))
    exact = fit._gradient(np.array(solution), DAYS, log_rates)
    numeric = approx_fprime(
        np.array(solution), lambda tried: fit._residuals(tried, DAYS, log_rates), 1e-7
    )
    assert exact == pytest.approx(numeric, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize(("loss", "tuning"), [("huber", 1.345), ("cauchy", 2.0)])
def test_robust_loss__takes_its_scale_from_the_residuals_themselves(
    loss: str, tuning: float
) -> None:
    rates = noisy()
    plain = fit_arps(DAYS, rates)
    first = np.array([np.log(plain.qi_per_day),
                      np.log(plain.di_nominal_per_year / DAYS_PER_YEAR), plain.b])  # fmt: skip
    missed = log_misses(first, rates)
    scale = 1.4826 * float(np.median(np.abs(missed - np.median(missed)))) * tuning
    expected = least_squares(
        log_misses, first, args=(rates,), loss=loss, f_scale=scale,
        bounds=([-np.inf, np.log(1e-8), 0.0], [np.inf, np.log(10.0), 2.0]),
        xtol=1e-14, ftol=1e-14, gtol=1e-14,
    ).x  # fmt: skip
    found = fit_arps(DAYS, rates, loss=loss)
    assert found.qi_per_day == pytest.approx(float(np.exp(expected[0])), rel=1e-5)
    decline = float(np.exp(expected[1])) * DAYS_PER_YEAR
    assert found.di_nominal_per_year == pytest.approx(decline, rel=1e-4)
    assert found.b == pytest.approx(float(expected[2]), abs=1e-4)
    assert parameters(found) != pytest.approx(parameters(plain), rel=1e-3)


@pytest.mark.parametrize("loss", ["l2", "huber", "cauchy"])
def test_fit__rmse_and_points_are_of_all_points_whatever_the_loss(loss: str) -> None:
    rates = noisy()
    found = fit_arps(DAYS, rates, loss=loss)
    missed = np.log(found.curve.rate(DAYS)) - np.log(rates)
    assert found.rmse_ln == pytest.approx(float(np.sqrt(np.mean(missed**2))), rel=1e-9)
    assert found.points == len(DAYS)


def test_fit__finds_a_curve_to_nine_digits() -> None:
    found = fit_arps(DAYS, CURVE.rate(DAYS))
    assert parameters(found) == pytest.approx((500.0, 0.004 * DAYS_PER_YEAR, 0.8), rel=1e-9)
    assert found.rmse_ln < 1e-9


def test_fit__keeps_to_the_bounds_of_b() -> None:
    found = fit_arps(DAYS, CURVE.rate(DAYS), b_bounds=(0.0, 0.5))
    assert (found.b, found.flags) == (pytest.approx(0.5, abs=1e-6), ("b_at_upper_bound",))
    found = fit_arps(DAYS, CURVE.rate(DAYS), b_bounds=(1.0, 1.5))
    assert (found.b, found.flags) == (pytest.approx(1.0, abs=1e-6), ("b_at_lower_bound",))
    flat = fit_arps(DAYS, np.full_like(DAYS, 100.0), b_bounds=(0.3, 1.5))
    assert (flat.b, flat.flags) == (0.3, ("rising",))


@pytest.mark.parametrize(
    ("b", "flags"),
    [(0.00099, ("b_at_lower_bound",)), (0.00101, ()), (1.99899, ()),
     (1.99901, ("b_at_upper_bound",))],
)  # fmt: skip
def test_fit__an_exponent_within_a_thousandth_of_a_bound_is_at_it(
    b: float, flags: tuple[str, ...]
) -> None:
    assert fit_arps(DAYS, Arps(500.0, 0.004, b).rate(DAYS)).flags == flags


def test_fit__a_decline_below_a_thousandth_a_year_is_flat() -> None:
    for per_year, is_flat in ((0.00099, True), (0.00101, False)):
        rates = Arps(500.0, per_year / DAYS_PER_YEAR, 1.0).rate(DAYS)
        assert ("rising" in fit_arps(DAYS, rates).flags) is is_flat


def test_fit__of_points_at_one_instant_has_no_slope() -> None:
    found = fit_arps([30.0, 30.0, 30.0], [100.0, 100.0, 100.0])
    assert "rising" in found.flags


def test_fit__that_rises_has_no_flags_of_its_exponent() -> None:
    assert fit_arps(DAYS, 100.0 + DAYS).flags == ("rising",)


def test_fit__time_zero_and_a_single_column_are_right() -> None:
    found = fit_arps([0.0, 30.0, 60.0], [100.0, 90.0, 81.0])
    assert found.qi_per_day == pytest.approx(100.0, rel=1e-6)
    assert found.flags == ("short", "b_at_lower_bound")


@pytest.mark.parametrize(
    ("times", "rates", "told"),
    [
        ([0, 30, 60, 90], [3, 2, 1], "4 times for 3 rates"),
        ([[0, 30, 60]], [[3, 2, 1]], "3 times for 3 rates"),
        ([0, 30, float("inf")], [3, 2, 1],
         "a time or rate is not finite; leave missing months out"),
        ([0, 30, 60], [3, float("nan"), 1],
         "a time or rate is not finite; leave missing months out"),
        ([0, 30, 60], [3, 0, 1], "a rate is not above zero, or a time is negative; "
                                 "a month without production is missing data: leave it out"),
        ([-1, 30, 60], [3, 2, 1], "a rate is not above zero, or a time is negative; "
                                  "a month without production is missing data: leave it out"),
        ([0, 30], [2, 1], "2 point(s), a curve needs 3"),
        (0, 1, "1 point(s), a curve needs 3"),
    ],
)  # fmt: skip
def test_fit__refuses_what_is_no_history(times: object, rates: object, told: str) -> None:
    with pytest.raises(FitError) as refused:
        fit_arps(times, rates)
    assert str(refused.value) == told


def test_fit__that_the_solver_gave_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost:
        success, message = False, "no way down"

    monkeypatch.setattr(fit, "least_squares", lambda *_, **__: Lost)
    with pytest.raises(FitError) as refused:
        fit_arps(DAYS, CURVE.rate(DAYS))
    assert str(refused.value) == "the solver gave up: no way down"


def month(number: int, volume: float, hours: float = 720.0) -> ProducedMonth:
    return ProducedMonth(date(2024, number, 1), volume, hours)


def test_fit_months__is_of_the_months_up_to_one_and_says_the_uptime_since() -> None:
    months = [month(n, 1_000.0 * 0.9**n, 360.0) for n in range(1, 10)]
    found = fit_months(months, date(2024, 6, 1))
    assert (found.fit.points, found.starts_on) == (6, date(2024, 1, 1))
    hours = 24 * (31 + 29 + 31 + 30 + 31 + 30)
    assert found.uptime_fraction == pytest.approx(6 * 360 / hours)
    history = decline_history(months[:6])
    assert parameters(found.fit) == pytest.approx(
        parameters(fit_arps(history.t_days, history.rate_per_day)), rel=1e-9
    )


def test_fit_months__rising_is_said_once_and_beside_the_other_flags() -> None:
    falling_then_up = [100.0, 95.0, 70.0, 60.0, 50.0, 40.0, 30.0, 101.0]
    found = fit_months([month(n, v) for n, v in enumerate(falling_then_up, 1)], date(2024, 12, 1))
    assert found.fit.flags[-1] == "rising"
    assert found.fit.flags.count("rising") == 1
    history = decline_history([month(n, v) for n, v in enumerate(falling_then_up, 1)])
    plain = fit_arps(history.t_days, history.rate_per_day)
    assert parameters(found.fit) == parameters(plain)
    assert (found.fit.rmse_ln, found.fit.points) == (plain.rmse_ln, plain.points)
    up = fit_months([month(n, 100.0 + n) for n in range(1, 9)], date(2024, 12, 1))
    assert up.fit.flags == ("rising",)


@pytest.mark.parametrize(
    ("volumes", "told"),
    [([], "0 producing months, a curve needs 3"), ([1.0], "1 producing month, a curve needs 3"),
     ([1.0, 2.0], "2 producing months, a curve needs 3")],
)  # fmt: skip
def test_history__of_too_few_months_says_how_many(volumes: list[float], told: str) -> None:
    with pytest.raises(TooFewPoints) as refused:
        decline_history([month(n, volume) for n, volume in enumerate(volumes, 1)])
    assert str(refused.value) == (f"{told}; wait for more history, or enter a type curve by hand")


def test_history__of_equal_rates_begins_with_the_first_of_them() -> None:
    found = decline_history([month(n, 100.0) for n in range(1, 6)])
    assert (found.starts_on, len(found.t_days), found.is_from_peak) == (date(2024, 1, 1), 5, True)


def test_history__dated_within_its_months_counts_from_their_first() -> None:
    dated = [ProducedMonth(date(2023, n, 9), 100.0 - n, 720.0) for n in (11, 12)]
    dated.append(ProducedMonth(date(2024, 2, 9), 50.0, 720.0))
    found = decline_history(dated)
    assert found.starts_on == date(2023, 11, 1)
    assert list(found.t_days) == [15.0, 45.5, 92 + 14.5]


def test_uptime__runs_over_the_turn_of_a_year_and_ends_with_its_month() -> None:
    year = [ProducedMonth(date(2023, 12, 1), 1.0, 372.0), month(1, 1.0, 744.0),
            month(3, 1.0, 999.0)]  # fmt: skip
    assert uptime_fraction(year, date(2024, 1, 20)) == pytest.approx((372 + 744) / (62 * 24))
    assert uptime_fraction(year, date(2024, 2, 1)) == pytest.approx((372 + 744) / (91 * 24))


REFUSALS: list[tuple[Callable[[], object], str]] = [
    (lambda: Arps(0.0, 1.0, 0.0), "initial rate 0.0 is not above zero"),
    (lambda: Arps(float("inf"), 1.0, 0.0), "initial rate inf is not above zero"),
    (lambda: Arps(float("nan"), 1.0, 0.0), "initial rate nan is not above zero"),
    (lambda: Arps(1.0, -0.1, 0.0), "nominal decline -0.1 is negative or not finite"),
    (lambda: Arps(1.0, float("inf"), 0.0), "nominal decline inf is negative or not finite"),
    (lambda: Arps(1.0, 1.0, 2.1), "b of 2.1 is not within 0 and 2"),
    (lambda: Arps(1.0, 1.0, -0.1), "b of -0.1 is not within 0 and 2"),
    (lambda: CURVE.time_to_rate(0.0), "rate 0.0 is not above zero"),
    (lambda: CURVE.rate([0.0, -1.0]),
     "a time is negative or not finite; count from the curve's start"),
    (lambda: CURVE.rate([0.0, float("inf")]),
     "a time is negative or not finite; count from the curve's start"),
    (lambda: nominal_from_tangent(1.0),
     "effective decline 1.0 is not within 0 and 1; write 12 % as 0.12"),
    (lambda: nominal_from_secant(-0.1, 1.0),
     "effective decline -0.1 is not within 0 and 1; write 12 % as 0.12"),
    (lambda: forecast_months(CURVE, date(2024, 1, 1), date(2024, 1, 1), 1, 1.1),
     "uptime of 1.1 is not within 0 and 1"),
    (lambda: forecast_months(CURVE, date(2024, 1, 2), date(2024, 1, 9), 1, 1.0),
     "forecast of 2024-01 starts before its curve, 2024-01-02"),
]  # fmt: skip


@pytest.mark.parametrize(("refused", "told"), REFUSALS, ids=[told[:40] for _, told in REFUSALS])
def test_refusal__says_what_is_wrong(refused: Callable[[], object], told: str) -> None:
    with pytest.raises(WellflowError) as error:
        refused()
    assert str(error.value) == told
    assert isinstance(error.value, DataError)


@pytest.mark.parametrize("b", [0.0, 0.25, 1.0, 2.0])
def test_conversion__of_a_half_a_year_from_and_back(b: float) -> None:
    nominal = nominal_from_secant(0.5, b)
    assert nominal == pytest.approx(np.log(2.0) if b == 0 else (2.0**b - 1) / b, rel=1e-12)
    assert secant_from_nominal(nominal, b) == pytest.approx(0.5, rel=1e-12)
    assert secant_from_nominal(0.3, b) == pytest.approx(
        1 - float(Arps(1.0, 0.3, b).rate(1.0)), rel=1e-12
    )
    assert nominal_from_tangent(tangent_from_nominal(0.3)) == pytest.approx(0.3, rel=1e-12)
    assert tangent_from_nominal(0.3) == pytest.approx(1 - np.exp(-0.3), rel=1e-12)


@pytest.mark.parametrize("b", [0.0, 0.5, 1.0, 1.5, 2.0])
def test_curve__is_the_textbooks(b: float) -> None:
    """Rates, volumes, declines and times in the textbooks' own forms, well away from b of 1."""
    qi, di, t = 700.0, 0.03, 40.0
    curve, stretch = Arps(qi, di, b), 1 + b * di * t
    rate = qi * np.exp(-di * t) if b == 0 else qi * stretch ** (-1 / b)
    if b == 0:
        volume = (qi - rate) / di
    elif b == 1:
        volume = qi / di * np.log(stretch)
    else:
        volume = qi**b / (di * (1 - b)) * (qi ** (1 - b) - rate ** (1 - b))
    assert float(curve.rate(t)) == pytest.approx(rate, rel=1e-12)
    assert float(curve.cumulative(t)) == pytest.approx(volume, rel=1e-12)
    assert float(curve.decline(t)) == pytest.approx(di / stretch, rel=1e-12)
    assert curve.time_to_rate(rate) == pytest.approx(t, rel=1e-12)
    assert curve.time_to_rate(qi) == curve.time_to_rate(2 * qi) == 0.0
    later = curve.shifted(t)
    assert (later.qi, later.di_nominal, later.b) == pytest.approx((rate, di / stretch, b))
    assert curve.volume(t, 25.0) == pytest.approx(
        float(curve.cumulative(t + 25.0)) - volume, rel=1e-10
    )


def test_curve__at_its_start_has_made_nothing_yet() -> None:
    for b in (0.0, 1.0, 2.0):
        curve = Arps(700.0, 0.03, b)
        assert float(curve.rate(0.0)) == 700.0
        assert float(curve.cumulative(0.0)) == 0.0
        assert float(curve.decline(0.0)) == 0.03


def test_ratios__are_smooth_at_zero_and_exact_beside_it() -> None:
    beside = np.array([0.0, 0.5, 2.0])
    assert log1p_ratio(beside) == pytest.approx([1.0, np.log(1.5) / 0.5, np.log(3.0) / 2.0])
    exact = [0.5, *((np.log1p(z) - z / (1 + z)) / z**2 for z in (0.5, 2.0))]
    assert curvature_ratio(beside) == pytest.approx(exact, rel=1e-14)
    small = 5e-5
    series = 0.5 - 2 * small / 3 + 3 * small**2 / 4
    assert float(curvature_ratio(np.array(small))) == pytest.approx(series, rel=1e-15)
    assert float(curvature_ratio(np.array(-small))) == pytest.approx(
        0.5 + 2 * small / 3 + 3 * small**2 / 4, rel=1e-15
    )


def test_forecast__months_follow_each_other_and_add_up() -> None:
    ahead = forecast_months(CURVE, date(2024, 1, 1), date(2024, 12, 15), 3, 0.5)
    assert [each.month for each in ahead] == [date(2024, 12, 1), date(2025, 1, 1),
                                              date(2025, 2, 1)]  # fmt: skip
    assert [each.calendar_days for each in ahead] == [31, 31, 28]
    assert total_volume(ahead) == pytest.approx(CURVE.volume(335.0, 90.0) / 2, rel=1e-9)
    assert ahead[2].rate_per_day == pytest.approx(CURVE.volume(397.0, 28.0) / 28, rel=1e-9)
    assert forecast_months(CURVE, date(2024, 1, 1), date(2024, 1, 1), 0, 0.5) == ()
    assert total_volume(()) == 0
