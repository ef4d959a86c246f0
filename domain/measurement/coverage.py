"""How much of a span good readings cover, and the longest time without one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from domain.errors import DataError
from domain.numbers.rounding import VOLUME_QUANTUM, round_half_away

_ONE_TICK: Final = timedelta(microseconds=1)


class Signal(NamedTuple):
    """One poll of a tag: when (UTC), what it read (empty if it failed), and whether it is good."""

    at: datetime
    value: float | None
    is_good: bool


class Coverage(NamedTuple):
    """Share of a span covered by good readings [pct] and its longest gap [s]."""

    good_pct: Decimal
    longest_gap_s: int


def coverage(
    signals: Sequence[Signal], start: datetime, end: datetime, hold_max_s: float
) -> Coverage:
    """Return how well readings cover a span.

    Parameters
    ----------
    signals : sequence of Signal
        Readings in order of time; one before `start` counts into the span as long as it holds.
    start, end : datetime
        Span, aware.
    hold_max_s : float
        How long a good reading stands for the time after it [s]; a bad one ends it at once.

    Returns
    -------
    Coverage
        `longest_gap_s` is the longest time between good readings within the span, its ends
        included: a span without any has a gap of its whole length.

    Raises
    ------
    DataError
        If the span is empty.
    """
    if end <= start:
        raise DataError(f"span {start.isoformat()} to {end.isoformat()} is empty")
    hold = timedelta(seconds=hold_max_s)
    covered, longest, last_good = timedelta(), timedelta(), start
    for position, signal in enumerate(signals):
        if not signal.is_good:
            continue
        following = signals[position + 1].at if position + 1 < len(signals) else end
        until = min(following, signal.at + hold, end)
        covered += max(until - max(signal.at, start), timedelta())
        if start <= signal.at < end:
            longest = max(longest, signal.at - last_good)
            last_good = signal.at
    longest = max(longest, end - last_good)
    pct = Decimal(covered // _ONE_TICK) * 100 / Decimal((end - start) // _ONE_TICK)
    return Coverage(round_half_away(pct, VOLUME_QUANTUM), int(longest.total_seconds()))
