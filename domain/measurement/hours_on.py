"""Hours a completion ran, from its run status."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from domain.calendar import hours_between
from domain.measurement.coverage import Signal
from domain.numbers.rounding import round_volume

_RUNNING_ABOVE: Final = 0.5
_MICROSECONDS_PER_HOUR: Final = 3_600_000_000
_ONE_TICK: Final = timedelta(microseconds=1)


class RunTime(NamedTuple):
    """A span cut into time running, time stopped, and time nobody knows; they sum to the span.

    All in hours [h].
    """

    on_hours: Decimal
    off_hours: Decimal
    unknown_hours: Decimal

    @property
    def estimated_on_hours(self) -> Decimal:
        """Hours on if the unknown time ran as the known time did [h]; zero if nothing is known."""
        known = self.on_hours + self.off_hours
        if known == 0:
            return Decimal(0)
        return round_volume(self.on_hours + self.unknown_hours * self.on_hours / known)


def run_time(
    signals: Sequence[Signal], start: datetime, end: datetime, hold_max_s: float
) -> RunTime:
    """Return how long a run status was on within a span.

    Parameters
    ----------
    signals : sequence of Signal
        Status readings in order of time, above one half is running; the last one before
        `start` tells how the span begins.
    start, end : datetime
        Span, aware.
    hold_max_s : float
        How long a status stands without a new reading [s].

    Returns
    -------
    RunTime
        A status holds until the next reading (a step); time after a bad reading, after the
        hold, or before the first reading is unknown.
    """
    hold = timedelta(seconds=hold_max_s)
    running, stopped = timedelta(), timedelta()
    for position, signal in enumerate(signals):
        if not signal.is_good or signal.value is None:
            continue
        following = signals[position + 1].at if position + 1 < len(signals) else end
        until = min(following, signal.at + hold, end)
        held = max(until - max(signal.at, start), timedelta())
        if signal.value > _RUNNING_ABOVE:
            running += held
        else:
            stopped += held
    on_hours, off_hours = _hours(running), _hours(stopped)
    return RunTime(on_hours, off_hours, hours_between(start, end) - on_hours - off_hours)


def _hours(span: timedelta) -> Decimal:
    return round_volume(Decimal(span // _ONE_TICK) / _MICROSECONDS_PER_HOUR)
