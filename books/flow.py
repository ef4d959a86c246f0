"""What flowed on one production day by the tags of one role, in the devices' own unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from books.measured_row import ProductionDay, samples_hash
from books.tag_signals import BoundSignals, is_readable
from domain.calendar import Window
from domain.coverage import Coverage, coverage
from domain.quality import Quality, is_good
from domain.rate_integration import integrate_step
from domain.rounding import as_decimal, round_half_away
from domain.totalizer import (
    TimedValue,
    Totalized,
    TotalizerRules,
    TotalizerSeries,
    difference,
)

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
    """A day's flow of one role: amount, how it was made, and how good it is."""

    amount_native: Decimal | None
    native_unit: str
    method: Method
    is_estimate: bool
    coverage: Coverage
    flags: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class FlowSource:
    """One bound tag that counts a flow, its totalizer already differenced over the window."""

    bound: BoundSignals
    totalizer: TotalizerSeries | None

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

    A meter or register changed during the day gives two parts, which add up.
    """
    parts = [
        (window, source.flow(window))
        for source in sources
        if (window := source.overlap(day)) is not None
    ]
    if len(parts) <= 1:
        return parts[0][1] if parts else None
    flows = [flow for _, flow in parts]
    known = [flow.amount_native for flow in flows if flow.amount_native is not None]
    hours = sum((window.hours for window, _ in parts), Decimal(0))
    good = sum((window.hours * flow.coverage.good_pct for window, flow in parts), Decimal(0))
    return Flow(
        amount_native=sum(known, Decimal(0)) if known else None,
        native_unit=flows[-1].native_unit,
        method=flows[-1].method,
        is_estimate=any(flow.is_estimate for flow in flows),
        coverage=Coverage(
            round_half_away(good / hours, Decimal("0.0001")),
            max(flow.coverage.longest_gap_s for flow in flows),
        ),
        flags=tuple(dict.fromkeys(("changed_over", *(f for flow in flows for f in flow.flags)))),
        fingerprint="+".join(flow.fingerprint for flow in flows),
    )


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
        fingerprint=samples_hash(samples, bound.binding.tag_id, bound.binding.scale),
    )


def _totalized(bound: BoundSignals, series: TotalizerSeries, window: Window) -> Flow:
    total = series.volume(window.start, window.end)
    seen = _coverage(bound, window)
    amount = _native(total.volume) if total.covered_from is not None else None
    flags = [event.kind for event in total.events]
    is_short = amount is not None and _is_short(bound, total, window)
    found = (*flags, *(("part_of_day",) if is_short else ()), *_thinness(bound, seen, amount))
    is_estimate = is_short or seen.good_pct < ESTIMATED_PCT
    rules, volume = series.rules, total.volume
    return Flow(
        amount_native=amount,
        native_unit=_unit(bound),
        method="totalizer",
        is_estimate=is_estimate,
        coverage=seen,
        flags=tuple(dict.fromkeys(found)),
        fingerprint=samples_hash(bound.within(window), bound.binding.tag_id, rules, volume),
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
        fingerprint=samples_hash(
            bound.within(window), bound.binding.tag_id, bound.binding.scale, amount
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
