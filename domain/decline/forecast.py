"""A technical forecast: producing rate x calendar days x expected uptime. It is not reserves."""

from datetime import date
from typing import NamedTuple

from domain.calendar import last_of_month, next_month
from domain.decline.arps import Arps
from domain.errors import DataError


class ForecastMonth(NamedTuple):
    """One month ahead: mean rate per producing day [volume/day] and volume [volume]."""

    month: date
    calendar_days: int
    rate_per_day: float
    volume: float


def forecast_months(
    curve: Arps, starts_on: date, first_month: date, count: int, uptime_fraction: float
) -> tuple[ForecastMonth, ...]:
    """Return monthly volumes ahead.

    Parameters
    ----------
    curve : Arps
        Decline of the rate per producing day, in days [volume/day, 1/day].
    starts_on : date
        Day at which the curve's t = 0.
    first_month : date
        First month forecast.
    count : int
        How many months.
    uptime_fraction : float
        Share of calendar time expected on production [fraction].

    Returns
    -------
    tuple of ForecastMonth
        Each volume is the mean producing rate x calendar days x uptime; without the uptime a
        forecast of a well that runs three days in four is a third too high.

    Raises
    ------
    DataError
        If the uptime is not within 0 and 1, or the forecast starts before the curve.
    """
    if not 0 <= uptime_fraction <= 1:
        raise DataError(f"uptime of {uptime_fraction} is not within 0 and 1")
    month = first_month.replace(day=1)
    if month < starts_on:
        raise DataError(f"forecast of {month:%Y-%m} starts before its curve, {starts_on}")
    months = []
    for _ in range(count):
        days = last_of_month(month).day
        producing = curve.volume(float((month - starts_on).days), float(days))
        months.append(ForecastMonth(month, days, producing / days, producing * uptime_fraction))
        month = next_month(month)
    return tuple(months)


def total_volume(months: tuple[ForecastMonth, ...]) -> float:
    """Return the sum of the forecast volumes [volume]."""
    return sum(each.volume for each in months)
