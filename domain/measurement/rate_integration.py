"""Volume from a rate: for trends and estimates where no totalizer counts.

A rate sent on change is a step: it stands until the next reading. A rate scanned at intervals is
joined by straight lines. Neither reaches across a bad reading or beyond the hold: that time is
missing, and missing is not flowing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from domain.measurement.coverage import Signal

SECONDS_PER_DAY: Final = 86_400.0

# Volume times `per_s` of the part [from, to] of an interval that starts with a reading.
_Part = Callable[[Signal, Signal | None, float, float], float]


class Integrated(NamedTuple):
    """Volume of a span, the time it was measured in, and the time nothing is known of [s]."""

    volume: float
    measured_s: float
    missing_s: float


def integrate_step(
    signals: Sequence[Signal],
    start: datetime,
    end: datetime,
    hold_max_s: float,
    *,
    per_s: float = SECONDS_PER_DAY,
) -> Integrated:
    """Return the volume of a rate that stands until its next reading.

    Parameters
    ----------
    signals : sequence of Signal
        Readings in order of time, with one before `start` [volume/`per_s`].
    start, end : datetime
        Span, aware.
    hold_max_s : float
        How long a reading stands [s].
    per_s : float
        Seconds in the rate's unit of time; a day by default [s].

    Returns
    -------
    Integrated
        Volume of the measured time only.

    References
    ----------
    .. [1] 240 bbl/d at 0 h, 0 at 10 h, 300 at 14 h, until 24 h: 225.0 bbl.
    """
    return _integrate(signals, (start, end), hold_max_s, per_s, _step)


def integrate_trapezoid(
    signals: Sequence[Signal],
    start: datetime,
    end: datetime,
    hold_max_s: float,
    *,
    per_s: float = SECONDS_PER_DAY,
) -> Integrated:
    """Return the volume of a rate scanned at intervals, straight between good readings.

    Parameters
    ----------
    signals : sequence of Signal
        Readings in order of time, one before `start` and one after `end` [volume/`per_s`].
    start, end : datetime
        Span, aware.
    hold_max_s : float
        Longest interval that a line may bridge; before a bad reading, a longer interval or the
        end of the readings the value stands so long [s].
    per_s : float
        Seconds in the rate's unit of time; a day by default [s].

    Returns
    -------
    Integrated
        Volume of the measured time only.
    """
    return _integrate(signals, (start, end), hold_max_s, per_s, _trapezoid)


def _integrate(
    signals: Sequence[Signal],
    span: tuple[datetime, datetime],
    hold_max_s: float,
    per_s: float,
    part: _Part,
) -> Integrated:
    start, end = span
    volume = measured_s = 0.0
    for position, signal in enumerate(signals):
        follower = signals[position + 1] if position + 1 < len(signals) else None
        if not signal.is_good or signal.value is None:
            continue
        reach_s = hold_max_s
        if follower is not None:
            reach_s = min(reach_s, (follower.at - signal.at).total_seconds())
            if (follower.at - signal.at).total_seconds() > hold_max_s:
                follower = None
        from_s = max((start - signal.at).total_seconds(), 0.0)
        to_s = min((end - signal.at).total_seconds(), reach_s)
        if to_s > from_s:
            volume += part(signal, follower, from_s, to_s)
            measured_s += to_s - from_s
    total_s = (end - start).total_seconds()
    return Integrated(volume / per_s, measured_s, max(total_s - measured_s, 0.0))


def _step(signal: Signal, _: Signal | None, from_s: float, to_s: float) -> float:
    return (signal.value or 0.0) * (to_s - from_s)


def _trapezoid(signal: Signal, follower: Signal | None, from_s: float, to_s: float) -> float:
    value = signal.value or 0.0
    if follower is None or not follower.is_good or follower.value is None:
        return value * (to_s - from_s)
    slope = (follower.value - value) / (follower.at - signal.at).total_seconds()
    return (value + slope * (from_s + to_s) / 2.0) * (to_s - from_s)
