"""Fit of an Arps decline: least squares on the logarithm of the rate, within bounds.

A logarithmic residual weighs a percent early and late the same, so the tail that a forecast hangs
on is not drowned by the first months.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import least_squares

from domain.decline.arps import B_MAX, Arps, Floats, curvature_ratio, log1p_ratio
from domain.decline.conversion import DAYS_PER_YEAR
from domain.decline.history import (
    MIN_POINTS,
    ProducedMonth,
    TooFewPoints,
    decline_history,
    uptime_fraction,
)
from domain.errors import FitError

Loss = Literal["l2", "huber", "cauchy"]

SHORT_BELOW_POINTS: Final = 6
_DECLINE_BOUNDS_PER_DAY: Final = (1e-8, 10.0)
_B_AT_BOUND: Final = 1e-3
# A decline below a thousandth a year over the window is flat in all but name.
_FLAT_PER_YEAR: Final = 1e-3
_ROBUST_SCALE: Final = {"huber": 1.345, "cauchy": 2.0}
_MAD_TO_SIGMA: Final = 1.4826
_SMALLEST_SIGMA: Final = 1e-6


@dataclass(frozen=True, slots=True)
class ArpsFit:
    """A fitted decline and how good it is.

    `qi_per_day` is the rate per producing day at t = 0, `di_nominal_per_year` the nominal
    decline there, `rmse_ln` the root mean square of the residuals of ln(rate). Flags: ``short``
    (fewer than six points), ``rising`` (no decline in the data), ``b_at_lower_bound``,
    ``b_at_upper_bound``.
    """

    qi_per_day: float
    di_nominal_per_year: float
    b: float
    rmse_ln: float
    points: int
    flags: tuple[str, ...]

    @property
    def curve(self) -> Arps:
        """The curve in days."""
        return Arps(self.qi_per_day, self.di_nominal_per_year / DAYS_PER_YEAR, self.b)


@dataclass(frozen=True, slots=True)
class MonthlyFit:
    """A fit to monthly volumes: the fit, the day at which t = 0, and the mean uptime since."""

    fit: ArpsFit
    starts_on: date
    uptime_fraction: float


def fit_months(months: Sequence[ProducedMonth], as_of_month: date) -> MonthlyFit:
    """Fit an Arps decline to a completion's months up to one.

    Parameters
    ----------
    months : sequence of ProducedMonth
        Volumes in any one unit with hours on [volume, h].
    as_of_month : date
        Last month used.

    Returns
    -------
    MonthlyFit
        Fit on rate per producing day at mid-month, from the peak on; ``rising`` is flagged
        where too few months follow the peak.

    Raises
    ------
    TooFewPoints
        If fewer than three months produced.
    FitError
        If the solver does not converge.
    """
    used = [each for each in months if each.month <= as_of_month]
    history = decline_history(used)
    fit = fit_arps(history.t_days, history.rate_per_day)
    if not history.is_from_peak and "rising" not in fit.flags:
        fit = ArpsFit(fit.qi_per_day, fit.di_nominal_per_year, fit.b, fit.rmse_ln, fit.points,
                      (*fit.flags, "rising"))  # fmt: skip
    return MonthlyFit(fit, history.starts_on, uptime_fraction(used, as_of_month))


def fit_arps(
    t_days: ArrayLike,
    rate_per_day: ArrayLike,
    *,
    loss: Loss = "l2",
    b_bounds: tuple[float, float] = (0.0, B_MAX),
) -> ArpsFit:
    """Fit an Arps decline to rates.

    Parameters
    ----------
    t_days : array_like
        Time since the start of the curve [day].
    rate_per_day : array_like
        Rates at those times, above zero [volume/day].
    loss : {"l2", "huber", "cauchy"}
        How residuals count; the robust ones take their scale from the residuals themselves.
    b_bounds : tuple of float
        Lowest and highest b [-].

    Returns
    -------
    ArpsFit
        Parameters, quality and flags.

    Raises
    ------
    TooFewPoints
        If there are fewer than three points.
    FitError
        If a value is not finite or not positive, or the solver does not converge.

    Notes
    -----
    A grid over decline and b, with the best ln(qi) of each in closed form, starts the solver
    near the global optimum; gradients are analytic.
    """
    times, rates = _checked(t_days, rate_per_day)
    log_rates = np.log(rates)
    start = _grid_start(times, log_rates, b_bounds)
    solution = _solve(times, log_rates, start, b_bounds, "linear", 1.0)
    if loss != "l2":
        residuals = _residuals(solution, times, log_rates)
        spread = float(np.median(np.abs(residuals - np.median(residuals)))) * _MAD_TO_SIGMA
        scale = max(spread, _SMALLEST_SIGMA) * _ROBUST_SCALE[loss]
        solution = _solve(times, log_rates, solution, b_bounds, loss, scale)
    residuals = _residuals(solution, times, log_rates)
    decline_per_year = float(np.exp(solution[1])) * DAYS_PER_YEAR
    # A flat curve says nothing about its curvature.
    b = float(solution[2]) if decline_per_year >= _FLAT_PER_YEAR else b_bounds[0]
    return ArpsFit(
        qi_per_day=float(np.exp(solution[0])),
        di_nominal_per_year=decline_per_year,
        b=b,
        rmse_ln=float(np.sqrt(np.mean(residuals**2))),
        points=len(times),
        flags=_flags(times, log_rates, decline_per_year, b, b_bounds),
    )


def _checked(t_days: ArrayLike, rate_per_day: ArrayLike) -> tuple[Floats, Floats]:
    times = np.atleast_1d(np.asarray(t_days, dtype=np.float64))
    rates = np.atleast_1d(np.asarray(rate_per_day, dtype=np.float64))
    if times.shape != rates.shape or times.ndim != 1:
        raise FitError(f"{times.size} times for {rates.size} rates")
    if not (np.all(np.isfinite(times)) and np.all(np.isfinite(rates))):
        raise FitError("a time or rate is not finite", remedy="leave missing months out")
    if np.any(rates <= 0) or np.any(times < 0):
        raise FitError(
            "a rate is not above zero, or a time is negative",
            remedy="a month without production is missing data: leave it out",
        )
    if len(times) < MIN_POINTS:
        raise TooFewPoints(f"{len(times)} point(s), a curve needs {MIN_POINTS}")
    return times, rates


def _log_fall(times: Floats, decline: float | Floats, b: float | Floats) -> Floats:
    return np.asarray(decline * times * log1p_ratio(np.asarray(b * decline * times)))


def _grid_start(times: Floats, log_rates: Floats, b_bounds: tuple[float, float]) -> Floats:
    span = max(float(np.ptp(times)), 1.0)
    declines = np.geomspace(1e-3 / span, 1e3 / span, 37)
    exponents = np.linspace(*b_bounds, 9)
    decline, b = (grid.reshape(-1, 1) for grid in np.meshgrid(declines, exponents))
    fall = _log_fall(times, decline, b)
    level = np.mean(log_rates + fall, axis=1, keepdims=True)
    best = int(np.argmin(np.sum((log_rates + fall - level) ** 2, axis=1)))
    low, high = np.log(_DECLINE_BOUNDS_PER_DAY)
    return np.array([
        level[best, 0], np.clip(np.log(decline[best, 0]), low, high), b[best, 0],
    ])  # fmt: skip


def _residuals(solution: Floats, times: Floats, log_rates: Floats) -> Floats:
    log_qi, log_decline, b = solution
    return np.asarray(log_qi - _log_fall(times, np.exp(log_decline), b) - log_rates)


def _gradient(solution: Floats, times: Floats, _: Floats) -> Floats:
    fall_time = np.exp(solution[1]) * times
    stretch = solution[2] * fall_time
    return np.column_stack((
        np.ones_like(times), -fall_time / (1.0 + stretch), fall_time**2 * curvature_ratio(stretch),
    ))  # fmt: skip


def _solve(
    times: Floats, log_rates: Floats, start: Floats, b_bounds: tuple[float, float],
    loss: Literal["linear", "huber", "cauchy"], scale: float,
) -> Floats:  # fmt: skip
    low, high = np.log(_DECLINE_BOUNDS_PER_DAY)
    lower, upper = np.array([-np.inf, low, b_bounds[0]]), np.array([np.inf, high, b_bounds[1]])
    found = least_squares(
        _residuals, np.clip(start, lower, upper), jac=_gradient, bounds=(lower, upper),
        loss=loss, f_scale=scale, args=(times, log_rates), xtol=1e-12, ftol=1e-12, gtol=1e-12,
        max_nfev=1000,
    )  # fmt: skip
    if not found.success:
        raise FitError(f"the solver gave up: {found.message}")
    return np.asarray(found.x, dtype=np.float64)


def _flags(
    times: Floats, log_rates: Floats, decline_per_year: float, b: float,
    b_bounds: tuple[float, float],
) -> tuple[str, ...]:  # fmt: skip
    flags = []
    if len(times) < SHORT_BELOW_POINTS:
        flags.append("short")
    slope = float(np.polyfit(times, log_rates, 1)[0]) if np.ptp(times) > 0 else 0.0
    if slope >= 0 or decline_per_year < _FLAT_PER_YEAR:
        flags.append("rising")
    if decline_per_year < _FLAT_PER_YEAR:
        return tuple(flags)
    if b - b_bounds[0] < _B_AT_BOUND:
        flags.append("b_at_lower_bound")
    if b_bounds[1] - b < _B_AT_BOUND:
        flags.append("b_at_upper_bound")
    return tuple(flags)
