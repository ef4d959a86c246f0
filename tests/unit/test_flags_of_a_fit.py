"""When a fit says that a history rises, and what it says of its exponent beside that."""

import numpy as np
import pytest

from domain.decline.fit import fit_arps

DAYS = np.arange(15.0, 1500.0, 30.0)


def test_rising__is_said_of_a_trend_that_rises_though_the_first_months_fell_steeply() -> None:
    """Two months of flush production, then a slow rise: the curve falls, the trend does not."""
    log_rates = 0.001 * DAYS
    log_rates[:2] += 5.0
    assert float(np.polyfit(DAYS, log_rates, 1)[0]) == pytest.approx(0.00023, abs=1e-5)
    found = fit_arps(DAYS, np.exp(log_rates))
    assert found.di_nominal_per_year > 1
    assert found.flags == ("rising", "b_at_upper_bound")


def test_rising__is_not_said_of_a_trend_that_falls() -> None:
    log_rates = 0.0002 * DAYS
    log_rates[:2] += 5.0
    assert fit_arps(DAYS, np.exp(log_rates)).flags == ()


def test_exponent__near_a_bound_that_is_not_zero_is_at_it() -> None:
    found = fit_arps(DAYS, np.exp(-0.004 * DAYS), b_bounds=(0.5, 1.5))
    assert (found.b, found.flags) == (pytest.approx(0.5, abs=1e-6), ("b_at_lower_bound",))


def test_rising__is_told_by_the_trend_within_a_single_day_too() -> None:
    hours = [0.0, 0.3, 0.6, 0.7, 0.8, 0.9]
    assert "rising" not in fit_arps(hours, np.exp(-np.array(hours))).flags
    assert "rising" in fit_arps(hours, np.exp(np.array(hours))).flags
