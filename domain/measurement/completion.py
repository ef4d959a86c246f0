"""Completions with instruments of their own: volumes and hours on, per production day."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from domain.calendar import ProductionDay
from domain.field.point import Point
from domain.made_from.canonical import fingerprint
from domain.made_from.readings import readings_hash
from domain.measurement.coverage import Coverage, coverage
from domain.measurement.flow import (
    ACTUAL_PCT,
    ESTIMATED_PCT,
    Flow,
    FlowSource,
    flow_of_day,
    flow_source,
)
from domain.measurement.hours_on import run_time
from domain.measurement.measured_day import Measurement, signs
from domain.measurement.native import gas_mcf, liquid_bbl
from domain.measurement.tag_signals import BoundSignals, PointSignals
from domain.measurement.wellhead import measure_wellhead
from domain.numbers.rounding import round_volume

FLOW_ROLES: Final = ("oil", "gas", "water", "injection")


def measure_completion(
    point: Point, signals: PointSignals, days: Sequence[ProductionDay]
) -> Iterator[Measurement]:
    """Yield what a completion's own tags say of each day, in the order of days."""
    flows = {
        role: [flow_source(signals.bound(binding)) for binding in point.of_role(role)]
        for role in FLOW_ROLES
    }
    records = [
        flow_source(signals.bound(b)) for b in point.of_role("hours_on") if b.kind == "day_hours"
    ]
    statuses = [
        signals.bound(b) for b in point.of_role("run_status", "hours_on") if b.kind == "status"
    ]
    for day in days:
        yield from _checked(_of_day(point, signals, day, flows, records, statuses), day)
    yield from measure_wellhead(point, signals, days)


def _of_day(
    point: Point,
    signals: PointSignals,
    day: ProductionDay,
    flows: dict[str, list[FlowSource]],
    records: list[FlowSource],
    statuses: list[BoundSignals],
) -> Iterator[Measurement]:
    for role, sources in flows.items():
        started = [s for s in sources if signals.has_started(s.bound.binding, day.window.end)]
        flow = flow_of_day(started, day)
        if flow is not None:
            yield _volume(point, day, role, flow)
    flow = flow_of_day(
        [s for s in records if signals.has_started(s.bound.binding, day.window.end)], day
    )
    if flow is not None and (flow.amount_native is not None or not statuses):
        yield _hours(point, day, flow)
    elif statuses:
        yield from _run_hours(point, signals, day, statuses)


def _volume(point: Point, day: ProductionDay, quantity: str, flow: Flow) -> Measurement:
    amount = flow.total(lambda part: to_books_unit(quantity, part)[0])
    _, unit = to_books_unit(quantity, flow)
    sign = signs(amount if flow.amount_native is None else flow.amount_native)
    return Measurement(
        day=day, point_kind=point.kind, point_id=point.id, point_name=point.name,
        quantity=quantity, amount=amount, unit=unit,
        amount_native=flow.amount_native, native_unit=flow.native_unit,
        method=flow.method, is_estimate=flow.is_estimate, coverage=flow.coverage,
        flags=(*flow.flags, *sign), fingerprint=flow.fingerprint,
        liquid_basis=None if quantity == "gas" else "nsv",
    )  # fmt: skip


def to_books_unit(
    quantity: str, flow: Flow, pressure_base_psia: Decimal | None = None
) -> tuple[Decimal | None, str]:
    """Return a flow in barrels or Mcf with that unit.

    Raises
    ------
    DataError
        If the device's unit is none of such a quantity.
    """
    native = flow.amount_native
    if quantity == "gas":
        if native is None:
            return None, "mcf"
        return gas_mcf(native, flow.native_unit, pressure_base_psia=pressure_base_psia), "mcf"
    return (None if native is None else liquid_bbl(native, flow.native_unit)), "bbl"


def _hours(point: Point, day: ProductionDay, flow: Flow) -> Measurement:
    hours = flow.amount_native
    rounded = None if hours is None else round_volume(hours)
    return Measurement(
        day=day, point_kind=point.kind, point_id=point.id, point_name=point.name,
        quantity="hours_on", amount=rounded, unit="h", amount_native=hours, native_unit="h",
        method=flow.method, is_estimate=flow.is_estimate, coverage=flow.coverage,
        flags=(*flow.flags, *signs(hours)), fingerprint=flow.fingerprint,
    )  # fmt: skip


def _run_hours(
    point: Point, signals: PointSignals, day: ProductionDay, statuses: list[BoundSignals]
) -> Iterator[Measurement]:
    for bound in reversed(statuses):
        binding = bound.binding
        ended = binding.effective_to is not None and binding.effective_to <= day.window.start
        if ended or binding.effective_from >= day.window.end:
            continue
        if signals.has_started(binding, day.window.end):
            yield _run_hours_of(point, day, bound)
        return


def _run_hours_of(point: Point, day: ProductionDay, bound: BoundSignals) -> Measurement:
    around, hold = bound.around(day.window), bound.binding.hold_max_s
    seen: Coverage = coverage(around, day.window.start, day.window.end, hold)
    ran = run_time(around, day.window.start, day.window.end, hold)
    hours = None if ran.unknown_hours >= day.hours else ran.estimated_on_hours
    flags = signs(hours)
    if hours is not None and seen.good_pct < ACTUAL_PCT:
        flags = ("low_coverage",)
    return Measurement(
        day=day, point_kind=point.kind, point_id=point.id, point_name=point.name,
        quantity="hours_on", amount=hours, unit="h", amount_native=hours, native_unit="h",
        method="rate_integration", is_estimate=seen.good_pct < ESTIMATED_PCT, coverage=seen,
        flags=flags,
        fingerprint=fingerprint(
            "run_status/1", readings=readings_hash(bound.within(day.window)),
            tag_id=bound.binding.tag_id, hours=hours,
        ),
    )  # fmt: skip


def _checked(measured: Iterator[Measurement], day: ProductionDay) -> Iterator[Measurement]:
    """Yield a day's measurements, flagged where hours and volumes do not go together."""
    of_quantity = {each.quantity: each for each in measured}
    hours, oil = of_quantity.get("hours_on"), of_quantity.get("oil")
    if hours is not None and hours.amount is not None:
        if hours.amount > day.hours:
            of_quantity["hours_on"] = hours.flagged("hours_above_day")
        if oil is not None and oil.amount is not None:
            if oil.amount > 0 and hours.amount <= 0:
                of_quantity["oil"] = oil.flagged("oil_without_hours")
            if oil.amount == 0 and hours.amount > 0:
                of_quantity["oil"] = oil.flagged("hours_without_oil")
    yield from of_quantity.values()
