"""Volume from a rate tag: an estimate for trends, never for settlement."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

from domain.coverage import Signal

_ONE_TICK: Final = timedelta(microseconds=1)
_TICKS_PER_DAY: Final = timedelta(days=1) // _ONE_TICK


class Integrated(NamedTuple):
    """Volume of the time that good readings cover, and that time as a share of the span."""

    volume: Fraction
    covered_fraction: Fraction


def integrate_rate(
    signals: Sequence[Signal], start: datetime, end: datetime, hold_max_s: float
) -> Integrated:
    """Return what a rate per day adds up to over a span.

    Parameters
    ----------
    signals : sequence of Signal
        Readings of a rate in order of time, with the one before `start` [unit/day].
    start, end : datetime
        Span, aware.
    hold_max_s : float
        How long a rate stands without a new reading [s].

    Returns
    -------
    Integrated
        A rate holds until the next reading (a step, as a device that reports by exception means
        it); time after a bad reading or after the hold adds nothing and is not covered.

    References
    ----------
    .. [1] 240/day at 0 h, 0 at 10 h, 300 at 14 h gives 225.0 over 24 h.
    """
    hold = timedelta(seconds=hold_max_s)
    volume, covered = Fraction(0), timedelta()
    for position, signal in enumerate(signals):
        if not signal.is_good or signal.value is None:
            continue
        following = signals[position + 1].at if position + 1 < len(signals) else end
        held = max(min(following, signal.at + hold, end) - max(signal.at, start), timedelta())
        volume += Fraction(repr(signal.value)) * Fraction(held // _ONE_TICK, _TICKS_PER_DAY)
        covered += held
    return Integrated(volume, Fraction(covered // _ONE_TICK, (end - start) // _ONE_TICK))
