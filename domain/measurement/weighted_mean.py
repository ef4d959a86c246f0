"""Mean of a reading over a span, each value weighed by what passed while it stood."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from domain.calendar import hours_between
from domain.measurement.coverage import Signal
from domain.numbers.rounding import as_decimal


def weighted_mean(
    signals: Sequence[Signal],
    start: datetime,
    end: datetime,
    hold_max_s: float,
    passed: Callable[[datetime, datetime], Decimal] = hours_between,
) -> Decimal | None:
    """Return the mean of a reading over exactly [start, end].

    Parameters
    ----------
    signals : sequence of Signal
        Readings in order of time; the last one before `start` counts for the time it still
        stands within the span, and one at `end` not at all.
    start, end : datetime
        Span, aware.
    hold_max_s : float
        How long a good reading stands [s]; the next reading or a bad one ends it.
    passed : callable
        What passed from one instant to another: the volume of a meter for a flow-weighted mean;
        hours by default, for a mean by time.

    Returns
    -------
    Decimal
        Mean in the unit of the readings, not rounded; empty if no good reading stands in the
        span, and the mean by time if nothing passed.

    References
    ----------
    .. [1] Lease heating value: 6,000 mcf at 1,250 and 4,000 at 1,285 Btu/scf are 1,264.0, and
       not the plain mean of 1,267.5.
    """
    hold = timedelta(seconds=hold_max_s)
    stood: list[tuple[Decimal, datetime, datetime]] = []
    for position, signal in enumerate(signals):
        if not signal.is_good or signal.value is None:
            continue
        following = signals[position + 1].at if position + 1 < len(signals) else end
        since, until = max(signal.at, start), min(following, signal.at + hold, end)
        if since < until:
            stood.append((as_decimal(signal.value), since, until))
    for weigh in (passed, hours_between):
        weights = [weigh(since, until) for _, since, until in stood]
        whole = sum(weights, Decimal(0))
        if whole > 0:
            weighed = (value * weight for (value, _, _), weight in zip(stood, weights, strict=True))
            return sum(weighed, Decimal(0)) / whole
    return None
