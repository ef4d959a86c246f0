"""Decline curves: published rates, volumes and conversions, and fits."""

from datetime import date
from math import exp

import numpy as np
import pytest

from domain.decline.arps import Arps
from domain.decline.conversion import (
    DAYS_PER_YEAR,
    nominal_from_secant,
    nominal_from_tangent,
    secant_from_nominal,
    tangent_from_nominal,
)
from domain.decline.fit import fit_arps, fit_months
from domain.decline.forecast import forecast_months, total_volume
from domain.decline.history import ProducedMonth, TooFewPoints, decline_history, uptime_fraction
from domain.errors import DataError, FitError
from tests.fixtures.vectors import read_vectors


@pytest.mark.parametrize(("b", "rate"), [(0, 367.879441), (0.5, 444.444444), (1, 500.0)])
def test_rate__pyrestoolbox_published(b, rate) -> None:
    assert float(Arps(1000, 0.1, b).rate(10)) == pytest.approx(rate, rel=2e-9)


@pytest.mark.parametrize(("b", "volume"), [(0, 6321.205588), (1, 6931.471806)])
def test_cumulative__pyrestoolbox_published(b, volume) -> None:
    assert float(Arps(1000, 0.1, b).cumulative(10)) == pytest.approx(volume, rel=2e-9)


@pytest.mark.parametrize(("b", "volume"), [(0, 9900.0), (0.5, 18000.0)])
def test_volume_to_a_rate__pyrestoolbox_published(b, volume) -> None:
    curve = Arps(1000, 0.1, b)
    assert float(curve.cumulative(curve.time_to_rate(10))) == pytest.approx(volume, rel=1e-9)


def test_exponential__pod2co_published() -> None:
    curve = Arps(50, 0.5 / DAYS_PER_YEAR, 0)
    assert float(curve.cumulative(590)) == pytest.approx(20238.590688787954, rel=1e-9)


def test_hyperbolic__petbox_published() -> None:
    curve = Arps(1000, nominal_from_secant(0.8, 1.5) / DAYS_PER_YEAR, 1.5)
    found = curve.rate([0, 365.25, 730.5, 3652.5])
    assert found == pytest.approx([1000, 200, 129.894, 45.568], rel=2e-5)


def test_economic_limit__pfog_chapter_9() -> None:
    curve = Arps(2000, 0.12 / 30.44, 0.7)
    until = curve.time_to_rate(20)
    assert until / 30.44 == pytest.approx(287.12933708447383, rel=1e-9)
    assert float(curve.cumulative(until)) == pytest.approx(1266323.205693602, rel=1e-9)


def test_arps_vectors__50_digit_values() -> None:
    vectors = read_vectors("decline_models.json")
    cases = [case for case in vectors["cases"] if case["model"] == "Hyperbolic"]
    assert len(cases) == 4
    for case in cases:
        given = case["params"]
        nominal = nominal_from_secant(given["Di"], given["bi"]) / DAYS_PER_YEAR
        curve = Arps(given["qi"], nominal, given["bi"])
        assert curve.rate(vectors["t_days"]) == pytest.approx(case["rate_mpmath"], rel=1e-12)
        assert curve.cumulative(vectors["t_days"]) == pytest.approx(case["cum_mpmath"], rel=1e-13)


@pytest.mark.parametrize("b", [1e-15, 1e-12, 1 - 1e-15, 1 - 1e-12, 1 - 1e-8])
def test_cumulative__keeps_its_digits_near_zero_and_one(b) -> None:
    near = Arps(1000, 0.1, round(b))
    found = float(Arps(1000, 0.1, b).cumulative(10))
    assert found == pytest.approx(float(near.cumulative(10)), rel=2e-8)


def test_volume__month_by_month_is_the_cumulative() -> None:
    curve = Arps(1000, 0.01, 0.8)
    months = sum(curve.volume(30.0 * n, 30.0) for n in range(24))
    assert months == pytest.approx(float(curve.cumulative(720)), rel=1e-13)


def test_flat__never_reaches_a_lower_rate() -> None:
    assert Arps(100, 0, 0.5).time_to_rate(10) == float("inf")
    assert float(Arps(100, 0, 0.5).cumulative(10)) == 1000


@pytest.mark.parametrize(("qi", "di", "b"), [(0, 1, 0), (1, -1, 0), (1, 1, 2.1), (1, 1, -0.1)])
def test_arps__refuses_parameters_out_of_domain(qi, di, b) -> None:
    with pytest.raises(DataError):
        Arps(qi, di, b)


def test_conversion__100_percent_nominal_of_spee_table_1() -> None:
    assert tangent_from_nominal(1.0) == pytest.approx(0.632120558828558, rel=1e-14)
    published = {0.5: 0.55555556, 1.0: 0.5, 1.5: 0.45711648, 2.0: 0.42264973}
    for b, secant in published.items():
        assert secant_from_nominal(1.0, b) == pytest.approx(secant, abs=5.1e-9)
        assert nominal_from_secant(secant_from_nominal(1.0, b), b) == pytest.approx(1.0)


def test_conversion__spee_rep_6_table_1_whole() -> None:
    for row in read_vectors("spee_rep6_table1.json"):
        nominal = row["nominal_pct"] / 100
        assert tangent_from_nominal(nominal) * 100 == pytest.approx(row["tangent_eff_pct"])
        secants = row["secant_eff_pct_b0_b0p5_b1_b1p5_b2"]
        for b, secant in zip((0, 0.5, 1, 1.5, 2), secants, strict=True):
            assert secant_from_nominal(nominal, b) * 100 == pytest.approx(secant, abs=6e-7)


def test_conversion__ardca_manual() -> None:
    assert nominal_from_tangent(0.95) / DAYS_PER_YEAR == pytest.approx(0.008201868, rel=1e-7)
    with pytest.raises(DataError, match=r"write 12 % as 0\.12"):
        nominal_from_tangent(12)


@pytest.mark.parametrize("b", [0.3, 0.9, 1.4])
@pytest.mark.parametrize("loss", ["l2", "huber", "cauchy"])
def test_fit__finds_the_curve_the_points_came_from(b, loss) -> None:
    days = np.arange(15.0, 1500.0, 30.0)
    found = fit_arps(days, Arps(500, 0.004, b).rate(days), loss=loss)
    assert found.qi_per_day == pytest.approx(500, rel=1e-5)
    assert found.di_nominal_per_year == pytest.approx(0.004 * DAYS_PER_YEAR, rel=1e-4)
    assert found.b == pytest.approx(b, abs=1e-4)
    assert found.flags == ()


def test_fit__exponential_of_pfog_chapter_4() -> None:
    case = {each["id"]: each for each in read_vectors("decline.json")["cases"]}["pfog_4_6"]
    given, expected = case["inputs"], case["expected"]
    found = fit_arps(given["t_days"], given["q"], b_bounds=(0.0, 1e-12))
    assert found.di_nominal_per_year / DAYS_PER_YEAR == pytest.approx(expected["D_per_day"])
    assert found.qi_per_day == pytest.approx(expected["qi"])


def test_fit__robust_loss_shrugs_off_a_bad_month() -> None:
    days = np.arange(15.0, 1500.0, 30.0)
    rates = Arps(500, 0.004, 0.9).rate(days)
    rates[[10, 25]] *= 0.1
    assert fit_arps(days, rates, loss="cauchy").b == pytest.approx(0.9, abs=0.02)


def test_fit__flags_and_refusals() -> None:
    assert fit_arps([0, 30, 60], [100, 90, 80]).flags[0] == "short"
    assert "rising" in fit_arps(range(0, 300, 30), range(100, 110)).flags
    with pytest.raises(TooFewPoints):
        fit_arps([0, 30], [2, 1])
    with pytest.raises(FitError, match="not finite"):
        fit_arps([0, 30, 60], [3, float("nan"), 1])
    with pytest.raises(FitError, match="not above zero"):
        fit_arps([0, 30, 60], [3, 0, 1])


def months_of(curve: Arps, count: int, uptime: float) -> list[ProducedMonth]:
    start = date(2024, 1, 1)
    found = []
    for index in range(count):
        month = date(2024 + index // 12, index % 12 + 1, 1)
        days = (date(month.year + month.month // 12, month.month % 12 + 1, 1) - month).days
        volume = curve.volume(float((month - start).days), float(days)) * uptime
        found.append(ProducedMonth(month, volume, 24.0 * days * uptime))
    return found


def test_fit_months__rate_per_producing_day_whatever_the_uptime() -> None:
    curve = Arps(300, 0.003, 0.7)
    found = fit_months(months_of(curve, 24, 0.76), date(2025, 12, 1))
    assert found.starts_on == date(2024, 1, 1)
    assert found.uptime_fraction == pytest.approx(0.76)
    assert found.fit.qi_per_day == pytest.approx(300, rel=0.01)
    ahead = forecast_months(found.fit.curve, found.starts_on, date(2026, 1, 1), 12, 0.76)
    truth = curve.volume(731.0, 365.0) * 0.76
    assert total_volume(ahead) == pytest.approx(truth, rel=0.01)
    assert [each.calendar_days for each in ahead[:3]] == [31, 28, 31]


def test_fit_months__starts_at_the_peak_and_stops_at_the_month_asked_for() -> None:
    ramp = [ProducedMonth(date(2023, 11, 1), 100.0, 720.0),
            ProducedMonth(date(2023, 12, 1), 500.0, 744.0)]  # fmt: skip
    found = fit_months(ramp + months_of(Arps(300, 0.003, 0.7), 24, 1.0), date(2024, 12, 1))
    assert found.starts_on == date(2024, 1, 1)
    assert found.fit.points == 12


def test_fit_months__five_months_that_rise_are_short_and_rising() -> None:
    rising = [ProducedMonth(date(2016, 4 + n, 1), 3_000.0 + 500 * n, 600.0) for n in range(5)]
    found = fit_months(rising, date(2016, 12, 1))
    assert found.fit.flags == ("short", "rising")


def test_history__skips_scraps_and_refuses_two_months() -> None:
    whole = months_of(Arps(300, 0.003, 0.7), 6, 1.0)
    scrap = ProducedMonth(date(2024, 7, 1), 900.0, 24.0)
    assert len(decline_history([*whole, scrap]).t_days) == 6
    with pytest.raises(TooFewPoints, match="2 producing month"):
        decline_history(whole[:2])


def test_uptime__a_missing_month_counts_as_down() -> None:
    ran = [ProducedMonth(date(2026, 1, 1), 1.0, 744.0), ProducedMonth(date(2026, 3, 1), 1.0, 744.0)]
    assert uptime_fraction(ran, date(2026, 3, 1)) == pytest.approx(1488 / (90 * 24))
    assert uptime_fraction([], date(2026, 3, 1)) == 0


def test_forecast__refuses_an_uptime_above_one() -> None:
    with pytest.raises(DataError, match="not within 0 and 1"):
        forecast_months(Arps(1, 0, 0), date(2026, 1, 1), date(2026, 1, 1), 1, 1.2)


def test_rate__a_year_on_is_the_secant_decline() -> None:
    assert float(Arps(1, 1.0, 0).rate(1)) == pytest.approx(exp(-1))
