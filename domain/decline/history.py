"""Monthly history as a fit wants it: rate per producing day at mid-month, from the peak on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from domain.calendar import last_of_month
from domain.decline.arps import Floats
from domain.errors import FitError

MIN_POINTS: Final = 3
_MIN_PRODUCING_DAYS: Final = 5.0
_HOURS_PER_DAY: Final = 24.0
_UPTIME_MONTHS: Final = 12


class TooFewPoints(FitError):  # noqa: N818  # named for what is wrong
    """There are fewer points than a curve has parameters."""


class ProducedMonth(NamedTuple):
    """Volume of a month in any one unit and the hours it was made in [h]."""

    month: date
    volume: float
    hours_on: float


@dataclass(frozen=True, slots=True)
class DeclineHistory:
    """Points to fit: days since `starts_on` [day] and rates per producing day [volume/day]."""

    starts_on: date
    t_days: Floats
    rate_per_day: Floats
    is_from_peak: bool


def decline_history(months: Sequence[ProducedMonth]) -> DeclineHistory:
    """Return the points of a month-by-month history that belong to its decline.

    Parameters
    ----------
    months : sequence of ProducedMonth
        History in any order; months without volume or hours are missing data, not zero rates.

    Returns
    -------
    DeclineHistory
        Points from the month of the highest rate on; all points, and `is_from_peak` false, if
        too few follow it. Time zero is the first day of the first month kept.

    Raises
    ------
    TooFewPoints
        If fewer than three months produced.

    Notes
    -----
    A month with less than five producing days is mostly flush or clean-up: it is left out
    unless too few others are there.
    """
    produced = sorted(each for each in months if each.volume > 0 and each.hours_on > 0)
    steady = [each for each in produced if each.hours_on >= _MIN_PRODUCING_DAYS * _HOURS_PER_DAY]
    kept = steady if len(steady) >= MIN_POINTS else produced
    if len(kept) < MIN_POINTS:
        raise TooFewPoints(
            f"{len(kept)} producing month{'' if len(kept) == 1 else 's'}, "
            f"a curve needs {MIN_POINTS}",
            remedy="wait for more history, or enter a type curve by hand",
        )
    peak = max(range(len(kept)), key=lambda position: _rate_per_day(kept[position]))
    is_from_peak = len(kept) - peak >= MIN_POINTS
    used = kept[peak:] if is_from_peak else kept
    starts_on = used[0].month.replace(day=1)
    return DeclineHistory(
        starts_on,
        np.array([_middle_days(each.month, starts_on) for each in used]),
        np.array([_rate_per_day(each) for each in used]),
        is_from_peak,
    )


def uptime_fraction(months: Sequence[ProducedMonth], last_month: date) -> float:
    """Return hours on over calendar hours in the twelve months up to one [fraction].

    Parameters
    ----------
    months : sequence of ProducedMonth
        History; a month that is missing within its span counts as down.
    last_month : date
        Last month counted.

    Returns
    -------
    float
        Mean uptime; zero without any month.
    """
    first_index = _month_index(last_month) - _UPTIME_MONTHS + 1
    known = [
        each
        for each in months
        if first_index <= _month_index(each.month) <= _month_index(last_month)
    ]
    if not known:
        return 0.0
    begun = max(first_index, min(_month_index(each.month) for each in known))
    hours = sum(
        _days_in_month(date(index // 12, index % 12 + 1, 1)) * _HOURS_PER_DAY
        for index in range(begun, _month_index(last_month) + 1)
    )
    return sum(each.hours_on for each in known) / hours


def _rate_per_day(month: ProducedMonth) -> float:
    return month.volume / (month.hours_on / _HOURS_PER_DAY)


def _middle_days(month: date, starts_on: date) -> float:
    return (month.replace(day=1) - starts_on).days + _days_in_month(month) / 2.0


def _days_in_month(month: date) -> int:
    return last_of_month(month).day


def _month_index(month: date) -> int:
    return month.year * 12 + month.month - 1
