"""What flowed on one production day by the tags of one role, in the devices' own unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from domain.calendar import ProductionDay, Window
from domain.errors import DataError
from domain.made_from.canonical import fingerprint
from domain.made_from.readings import readings_hash
from domain.measurement.coverage import Coverage, coverage
from domain.measurement.quality import Quality, is_good
from domain.measurement.rate_integration import integrate_step
from domain.measurement.tag_signals import BoundSignals, is_readable
from domain.measurement.totalizer import (
    TimedValue,
    Totalized,
    TotalizerRules,
    TotalizerSeries,
    difference,
)
from domain.numbers.rounding import as_decimal, round_half_away

Method = Literal["flow_computer_record", "totalizer", "rate_integration"]

NATIVE_QUANTUM: Final = Decimal("0.000001")
ACTUAL_PCT: Final = Decimal(95)
ESTIMATED_PCT: Final = Decimal(75)
# No column holds such a number, and no meter passes it in a day.
ABSURD: Final = Decimal(10) ** 10
_RECORD_KINDS: Final = ("day_volume", "day_hours")
_PER_DAY: Final = "_per_day"


@dataclass(frozen=True, slots=True)
class Flow:
    """A day's flow of one role: amount, how it was made, and how good it is.

    `parts` are the flows of a day on which a meter or register was changed, each in its own unit.
    """

    amount_native: Decimal | None
    native_unit: str
    method: Method
    is_estimate: bool
    coverage: Coverage
    flags: tuple[str, ...]
    fingerprint: str
    parts: tuple["Flow", ...] = ()

    def total(self, amount_of: Callable[["Flow"], Decimal | None]) -> Decimal | None:
        """Return the sum of an amount over the parts; empty if no part has one."""
        amounts = [amount_of(part) for part in self.parts or (self,)]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True, slots=True)
class FlowSource:
    """One bound tag that counts a flow, its totalizer already differenced over the window."""

    bound: BoundSignals
    totalizer: TotalizerSeries | None

    @property
    def rank(self) -> int:
        """Return the place of the tag's kind in the order of preference; 0 is the best."""
        if self.bound.binding.kind in _RECORD_KINDS:
            return 0
        return 1 if self.totalizer is not None else 2

    def overlap(self, day: ProductionDay) -> Window | None:
        """Return the part of a day in which the binding was in force."""
        binding = self.bound.binding
        start = max(day.window.start, binding.effective_from)
        end = min(day.window.end, binding.effective_to or day.window.end)
        return Window(start, end) if start < end else None

    def flow(self, window: Window) -> Flow:
        """Return what the tag says flowed in a span."""
        if self.bound.binding.kind in _RECORD_KINDS:
            return _recorded(self.bound, window)
        if self.totalizer is not None:
            return _totalized(self.bound, self.totalizer, window)
        return _integrated(self.bound, window)

    def passed(self, start: datetime, end: datetime) -> Decimal:
        """Return what went through in a part of a day, to weigh other readings by."""
        if self.totalizer is not None:
            return self.totalizer.volume(start, end).volume
        if self.bound.binding.kind in _RECORD_KINDS:
            return Decimal(0)
        signals = self.bound.around(Window(start, end))
        rate = integrate_step(signals, start, end, self.bound.binding.hold_max_s)
        return as_decimal(rate.volume)


def flow_source(bound: BoundSignals) -> FlowSource:
    """Return a tag's readings ready to be asked for any day."""
    binding = bound.binding
    if binding.kind != "totalizer":
        return FlowSource(bound, None)
    rules = TotalizerRules(
        rollover_at=_optional(binding.rollover_at),
        deadband=as_decimal(binding.deadband),
        max_rate_per_hour=_optional(binding.max_rate_per_hour),
        scale=binding.scale,
        quantum=NATIVE_QUANTUM,
    )
    good = [TimedValue(s.at, s.value) for s in bound.signals if s.is_good and s.value is not None]
    return FlowSource(bound, difference(good, rules))


def flow_of_day(sources: Sequence[FlowSource], day: ProductionDay) -> Flow | None:
    """Return a day's flow by every tag of a role that was bound in it; empty if none was.

    A meter or register changed during the day gives two parts, which add up. Of tags that count
    the same flow at the same time the best kind is taken: a flow computer's record before a
    totalizer, a totalizer before a rate; the next only where the better one is silent.

    Raises
    ------
    DataError
        If two tags of one kind count the same flow at the same time.
    """
    parts = _parts_of(sources, day)
    if len(parts) <= 1:
        return parts[0].flow if parts else None
    flows = [part.flow for part in parts]
    hours = sum((part.window.hours for part in parts), Decimal(0))
    good = sum((part.window.hours * part.flow.coverage.good_pct for part in parts), Decimal(0))
    units = {flow.native_unit for flow in flows}
    is_short = any(flow.amount_native is None for flow in flows)
    flags = (
        "changed_over",
        *(("mixed_native_units",) if len(units) > 1 else ()),
        *(("part_of_day",) if is_short else ()),
        *(flag for flow in flows for flag in flow.flags),
    )
    together = Flow(
        amount_native=None,
        native_unit=flows[-1].native_unit,
        method=flows[-1].method,
        is_estimate=is_short or any(flow.is_estimate for flow in flows),
        coverage=Coverage(
            round_half_away(good / hours, Decimal("0.0001")),
            max(flow.coverage.longest_gap_s for flow in flows),
        ),
        flags=tuple(dict.fromkeys(flags)),
        fingerprint=fingerprint("parts/1", parts=[flow.fingerprint for flow in flows]),
        parts=tuple(flows),
    )
    if len(units) > 1:
        return together
    return replace(together, amount_native=together.total(lambda part: part.amount_native))


class _Part(NamedTuple):
    """What one tag says of the part of a day in which it was bound."""

    rank: int
    window: Window
    flow: Flow
    tag_name: str

    def meets(self, other: "_Part") -> bool:
        """Return whether two parts share any time."""
        return self.window.start < other.window.end and other.window.start < self.window.end


def _parts_of(sources: Sequence[FlowSource], day: ProductionDay) -> list[_Part]:
    """Return the parts of a day that add up, none at the same time as another, in order."""
    found = [
        _Part(source.rank, window, source.flow(window), source.bound.binding.tag_name)
        for source in sources
        if (window := source.overlap(day)) is not None
    ]
    if any(part.rank == 0 and part.flow.amount_native is not None for part in found):
        # A record speaks of its whole day, whoever sent it.
        found = [part for part in found if part.rank or part.flow.amount_native is not None]
    chosen: list[_Part] = []
    for part in sorted(found, key=lambda part: part.rank):
        rivals = [other for other in chosen if part.meets(other)]
        twins = [other.tag_name for other in rivals if other.rank == part.rank]
        if twins:
            raise DataError(
                f"tags {twins[0]} and {part.tag_name} both count the same flow on "
                f"{day.produced_on}",
                remedy="end one binding before the other begins, or bind one to its own meter",
            )
        if all(other.flow.amount_native is None for other in rivals):
            is_better = part.flow.amount_native is not None
            chosen = [other for other in chosen if not (is_better and other in rivals)]
            if is_better or not rivals:
                chosen.append(part)
    return sorted(chosen, key=lambda part: part.window.start)


def _recorded(bound: BoundSignals, window: Window) -> Flow:
    samples = bound.within(window)
    readable = [sample for sample in samples if is_readable(sample)]
    flags: list[str] = []
    amount = None
    if readable and readable[-1].value is not None:
        amount = _native(as_decimal(readable[-1].value) * bound.binding.scale)
        if not is_good(readable[-1].quality):
            flags.append("uncertain")
        if readable[-1].quality == Quality.GOOD_LOCAL_OVERRIDE:
            flags.append("local_override")
    if len(readable) > 1:
        flags.append("several_records")
    seen = Coverage(Decimal(100), 0) if amount is not None else _uncovered(window)
    return Flow(
        amount_native=amount,
        native_unit=_unit(bound),
        method="flow_computer_record",
        is_estimate=False,
        coverage=seen,
        flags=tuple(flags),
        fingerprint=fingerprint(
            "record/1",
            readings=readings_hash(samples),
            tag_id=bound.binding.tag_id,
            scale=bound.binding.scale,
        ),
    )


def _totalized(bound: BoundSignals, series: TotalizerSeries, window: Window) -> Flow:
    total = series.volume(window.start, window.end)
    seen = _coverage(bound, window)
    amount = _native(total.volume) if total.covered_from is not None else None
    flags = [event.kind for event in total.events]
    is_short = amount is not None and _is_short(bound, total, window)
    found = (*flags, *(("part_of_day",) if is_short else ()), *_thinness(bound, seen, amount))
    is_estimate = is_short or seen.good_pct < ESTIMATED_PCT
    rules = series.rules
    return Flow(
        amount_native=amount,
        native_unit=_unit(bound),
        method="totalizer",
        is_estimate=is_estimate,
        coverage=seen,
        flags=tuple(dict.fromkeys(found)),
        fingerprint=fingerprint(
            "totalizer/1",
            readings=readings_hash(bound.within(window)),
            tag_id=bound.binding.tag_id,
            rollover_at=rules.rollover_at,
            deadband=rules.deadband,
            max_rate_per_hour=rules.max_rate_per_hour,
            scale=rules.scale,
            quantum=rules.quantum,
            volume=total.volume,
        ),
    )


def _is_short(bound: BoundSignals, total: Totalized, window: Window) -> bool:
    hold = bound.binding.hold_max_s
    late = (total.covered_from or window.end) - window.start
    early = window.end - (total.covered_to or window.start)
    return late.total_seconds() > hold or early.total_seconds() > hold


def _integrated(bound: BoundSignals, window: Window) -> Flow:
    signals = bound.around(window)
    rate = integrate_step(signals, window.start, window.end, bound.binding.hold_max_s)
    seen = _coverage(bound, window)
    amount = None
    if rate.measured_s > 0:
        # Time without a good rate is taken to have flowed as the good time did.
        whole_span = rate.volume * window.seconds / rate.measured_s
        amount = _native(as_decimal(whole_span) * bound.binding.scale)
    return Flow(
        amount_native=amount,
        native_unit=_unit(bound),
        method="rate_integration",
        is_estimate=True,
        coverage=seen,
        flags=_thinness(bound, seen, amount),
        fingerprint=fingerprint(
            "rate/1",
            readings=readings_hash(bound.within(window)),
            tag_id=bound.binding.tag_id,
            scale=bound.binding.scale,
            amount=amount,
        ),
    )


def _thinness(bound: BoundSignals, seen: Coverage, amount: Decimal | None) -> tuple[str, ...]:
    if amount is None:
        return ()
    flags = ("low_coverage",) if seen.good_pct < ACTUAL_PCT else ()
    if seen.longest_gap_s > bound.binding.hold_max_s:
        return (*flags, "bridged_gap")
    return flags


def _coverage(bound: BoundSignals, window: Window) -> Coverage:
    signals = bound.around(window)
    return coverage(signals, window.start, window.end, bound.binding.hold_max_s)


def _uncovered(window: Window) -> Coverage:
    return Coverage(Decimal(0), int(window.seconds))


def _unit(bound: BoundSignals) -> str:
    return bound.binding.unit.removesuffix(_PER_DAY)


def _native(amount: Decimal) -> Decimal | None:
    return round_half_away(amount, NATIVE_QUANTUM) if abs(amount) < ABSURD else None


def _optional(value: float | None) -> Decimal | None:
    return None if value is None else as_decimal(value)
