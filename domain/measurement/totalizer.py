"""Volume from the readings of a totalizer: differences, rollovers, resets, jitter and jumps.

A totalizer counts up. Between two good readings the difference flowed, however long the gap, so
a gap is bridged and not estimated. A fall is jitter if it is small, a rollover if the register
could have reached its end in the time, and otherwise a reset, of which only the part after zero
is known.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from domain.errors import DataError
from domain.numbers.rounding import VOLUME_QUANTUM, as_decimal, round_half_away

EventKind = Literal["rollover", "reset", "jump", "spike"]

# A device may run a little above its stated maximum, and clocks stamp late.
_RATE_SAFETY: Final = Decimal("1.2")
_SHORTEST_SPAN: Final = timedelta(minutes=1)
# Readings after which a totalizer that left its line is believed to have stayed away.
_LONGEST_SPIKE: Final = 100
_ONE_TICK: Final = timedelta(microseconds=1)


class TimedValue(NamedTuple):
    """A good reading: when it was observed (UTC) and what it was."""

    at: datetime
    value: float


class TimedVolume(NamedTuple):
    """What a totalizer stood at, in volume, and when."""

    at: datetime
    volume: Decimal


class TotalizerEvent(NamedTuple):
    """Something a person should look at: what, when, and the volume it put in or left out."""

    kind: EventKind
    at: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True)
class TotalizerRules:
    """What is known of a totalizer.

    Parameters
    ----------
    rollover_at : Decimal, optional
        Count at which it starts again from zero [count].
    deadband : Decimal
        A fall up to this is jitter [count].
    max_rate_per_hour : Decimal, optional
        Fastest sane growth [count/h].
    scale : Decimal
        Volume per count.
    interpolate : bool
        Share an increment that spans a boundary by time; else it belongs to the reading that
        showed it (stair-step).
    quantum : Decimal
        Precision of the volume a reading stands for; every increment is a multiple of it.
    """

    rollover_at: Decimal | None = None
    deadband: Decimal = Decimal(0)
    max_rate_per_hour: Decimal | None = None
    scale: Decimal = Decimal(1)
    interpolate: bool = True
    quantum: Decimal = VOLUME_QUANTUM


class Increment(NamedTuple):
    """Volume that flowed after one reading and up to the next."""

    start: datetime
    end: datetime
    volume: Decimal


class Totalized(NamedTuple):
    """Volume of a span with its events, and the part of the span that readings reach."""

    volume: Decimal
    events: tuple[TotalizerEvent, ...]
    covered_from: datetime | None
    covered_to: datetime | None


@dataclass(frozen=True, slots=True)
class TotalizerSeries:
    """Increments between readings, ready to be summed over any span.

    Notes
    -----
    Readings are brought to the quantum before they are differenced, and every boundary cuts an
    increment in the same place whichever side asks. So the volumes of adjoining spans add up
    exactly to the volume of the whole, at the precision they are stored with.
    """

    increments: tuple[Increment, ...]
    events: tuple[TotalizerEvent, ...]
    rules: TotalizerRules

    def volume(self, start: datetime, end: datetime) -> Totalized:
        """Return what flowed in (start, end].

        Parameters
        ----------
        start, end : datetime
            Span, aware.

        Returns
        -------
        Totalized
            Exact volume; `covered_from` and `covered_to` are empty when no increment touches
            the span.
        """
        first = bisect_right(self.increments, start, key=lambda part: part.end)
        last = bisect_left(self.increments, end, key=lambda part: part.start)
        parts = self.increments[first:last]
        volume = sum(
            (self._until(part, end) - self._until(part, start) for part in parts), Decimal(0)
        )
        events = tuple(event for event in self.events if start < event.at <= end)
        if not parts:
            return Totalized(volume, events, None, None)
        return Totalized(volume, events, max(start, parts[0].start), min(end, parts[-1].end))

    def _until(self, part: Increment, instant: datetime) -> Decimal:
        if instant <= part.start:
            return Decimal(0)
        if instant >= part.end:
            return part.volume
        if not self.rules.interpolate:
            return Decimal(0)
        share = Fraction((instant - part.start) // _ONE_TICK, (part.end - part.start) // _ONE_TICK)
        return round_half_away(Fraction(part.volume) * share, self.rules.quantum)


def difference(readings: Sequence[TimedValue], rules: TotalizerRules) -> TotalizerSeries:
    """Return the increments between the readings of a totalizer.

    Parameters
    ----------
    readings : sequence of TimedValue
        Good readings in order of time, with one before and one after the span of interest so
        that its boundaries are bracketed [count].
    rules : TotalizerRules
        What is known of the totalizer.

    Returns
    -------
    TotalizerSeries
        Increments and events.

    Raises
    ------
    DataError
        If two readings are out of order or share an instant.

    Notes
    -----
    Readings out of line with those on both sides, where `max_rate_per_hour` allows the two
    sides to follow each other, are dropped as a spike: one reading, or several of a device that
    reads zero until its memory is back. A rise faster than the maximum that stays is counted and
    reported as a jump. After jitter the higher value stays the
    reference, so nothing is counted twice.
    """
    increments: list[Increment] = []
    events: list[TotalizerEvent] = []
    if not readings:
        return TotalizerSeries((), (), rules)
    limits = _limits(rules)
    last_at, reference = readings[0].at, _volume_of(readings[0], rules)
    back_at = 0
    for position in range(1, len(readings)):
        at, value = readings[position].at, _volume_of(readings[position], rules)
        _require_order(readings[position - 1].at, at)
        if position < back_at:
            continue
        growth, kind = _growth(reference, value, at - last_at, limits)
        if kind in ("jump", "reset"):
            back_at = _return(readings, position, TimedVolume(last_at, reference), rules)
            if back_at:
                events.append(TotalizerEvent("spike", at, value - reference))
                continue
        if kind is not None:
            events.append(TotalizerEvent(kind, at, growth))
        increments.append(Increment(last_at, at, growth))
        last_at = at
        is_jitter = kind is None and value < reference
        reference = reference if is_jitter else value
    return TotalizerSeries(tuple(increments), tuple(events), rules)


class _Limits(NamedTuple):
    """The rules in units of volume."""

    rollover_at: Decimal | None
    deadband: Decimal
    max_per_hour: Decimal | None


def _limits(rules: TotalizerRules) -> _Limits:
    return _Limits(
        None if rules.rollover_at is None
        else round_half_away(rules.rollover_at * rules.scale, rules.quantum),
        rules.deadband * rules.scale,
        None if rules.max_rate_per_hour is None else rules.max_rate_per_hour * rules.scale,
    )  # fmt: skip


def _volume_of(reading: TimedValue, rules: TotalizerRules) -> Decimal:
    return round_half_away(as_decimal(reading.value) * rules.scale, rules.quantum)


def _require_order(earlier: datetime, later: datetime) -> None:
    if later <= earlier:
        raise DataError(
            f"totalizer reading at {later.isoformat()} does not follow {earlier.isoformat()}",
            remedy="sort the readings and keep one an instant",
        )


def _growth(
    reference: Decimal, value: Decimal, span: timedelta, limits: _Limits
) -> tuple[Decimal, EventKind | None]:
    growth = value - reference
    if growth >= 0:
        return growth, None if _is_possible(growth, span, limits) else "jump"
    if -growth <= limits.deadband:
        return Decimal(0), None
    if limits.rollover_at is not None:
        past_the_end = limits.rollover_at + growth
        if past_the_end >= 0 and _is_rollover(past_the_end, span, limits):
            return past_the_end, "rollover"
    return max(value, Decimal(0)), "reset"


def _is_rollover(growth: Decimal, span: timedelta, limits: _Limits) -> bool:
    if limits.max_per_hour is not None:
        return _is_possible(growth, span, limits)
    # Without a maximum a register is trusted to have been read twice a turn.
    return limits.rollover_at is not None and 2 * growth < limits.rollover_at


def _is_possible(growth: Decimal, span: timedelta, limits: _Limits) -> bool:
    if limits.max_per_hour is None:
        return True
    hours = Decimal(repr(max(span, _SHORTEST_SPAN).total_seconds())) / 3600
    return growth <= limits.max_per_hour * hours * _RATE_SAFETY + limits.deadband


def _return(
    readings: Sequence[TimedValue], position: int, left: TimedVolume, rules: TotalizerRules
) -> int:
    """Return where readings that left their line leap back to it, or 0 if they stay away."""
    limits = _limits(rules)
    before = _volume_of(readings[position], rules)
    for later in range(position + 1, min(position + _LONGEST_SPIKE + 1, len(readings))):
        value, at = _volume_of(readings[later], rules), readings[later].at
        is_next = later == position + 1
        _, leap = _growth(before, value, at - readings[later - 1].at, limits)
        if (is_next or leap) and _is_spike(value - left.volume, at - left.at, limits):
            return later
        before = value
    return 0


def _is_spike(growth_past_it: Decimal, span: timedelta, limits: _Limits) -> bool:
    if limits.max_per_hour is None:
        return False
    return -limits.deadband <= growth_past_it and _is_possible(growth_past_it, span, limits)
