"""Volume from a rate: for trends and estimates where no totalizer counts.

A rate is a step: it stands until the next reading, and not beyond the hold. It never reaches across
a bad reading: that time is missing, and missing is not flowing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from domain.measurement.coverage import Signal

SECONDS_PER_DAY: Final = 86_400.0


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
    volume = measured_s = 0.0
    for position, signal in enumerate(signals):
        if not signal.is_good or signal.value is None:
            continue
        reach_s = hold_max_s
        if position + 1 < len(signals):
            reach_s = min(reach_s, (signals[position + 1].at - signal.at).total_seconds())
        from_s = max((start - signal.at).total_seconds(), 0.0)
        to_s = min((end - signal.at).total_seconds(), reach_s)
        if to_s > from_s:
            volume += signal.value * (to_s - from_s)
            measured_s += to_s - from_s
    total_s = (end - start).total_seconds()
    return Integrated(volume / per_s, measured_s, max(total_s - measured_s, 0.0))
