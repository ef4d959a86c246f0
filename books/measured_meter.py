"""Meters: oil net standard, gas at the books' base pressure, water; per production day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from books.flow import Flow, flow_of_day, flow_source
from books.liquid import Liquid
from books.measured_completion import to_books_unit
from books.measured_row import Measurement, ProductionDay, hash_of, signs
from books.native import temperature_degf
from books.points import Point
from books.tag_signals import PointSignals
from domain.rounding import as_decimal, round_volume
from storage.measurement import Meter

_QUANTITY_OF_ROLE: Final = {
    "oil": "oil", "gas": "gas", "gas_lift": "gas", "water": "water", "injection": "injection",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeterPoint:
    """A meter, its bindings, and the liquid that flows through it where it is oil's."""

    point: Point
    meter: Meter
    liquid: Liquid | None


def measure_meter(
    metered: MeterPoint, signals: PointSignals, days: Sequence[ProductionDay]
) -> Iterator[Measurement]:
    """Yield what a meter passed on each day.

    An oil meter with a temperature of its own counts observed barrels, which are corrected to
    net standard with the gravity and water of the battery's oil; without one its counter is a
    flow computer's net standard counter. The proved meter factor applies to every counter but
    a flow computer's daily record, which carries it.
    """
    roles = {b.role for b in metered.point.bindings if b.role in _QUANTITY_OF_ROLE}
    for role in sorted(roles):
        sources = [flow_source(signals.bound(b)) for b in metered.point.of_role(role)]
        for day in days:
            started = [s for s in sources if signals.has_started(s.bound.binding, day.window.end)]
            flow = flow_of_day(started, day)
            if flow is not None:
                temperature = _temperature(metered.point, signals, day)
                yield _of_day(metered, day, _QUANTITY_OF_ROLE[role], flow, temperature)


def _of_day(
    metered: MeterPoint,
    day: ProductionDay,
    quantity: str,
    flow: Flow,
    temperature: Decimal | None,
) -> Measurement:
    meter = metered.meter
    counted, unit = to_books_unit(quantity, flow, meter.pressure_base_psia)
    amount, flags = counted, flow.flags
    if amount is not None and flow.method != "flow_computer_record":
        amount = round_volume(amount * meter.meter_factor)
    is_observed = bool(metered.point.of_role("temperature")) and metered.liquid is not None
    if amount is not None and quantity == "oil" and is_observed and metered.liquid is not None:
        amount, assumed = metered.liquid.net_bbl(amount, temperature)
        flags = (*flags, *assumed)
    measurement = Measurement(
        day, "meter", meter.id, meter.meter_name, quantity, amount, unit, flow.amount_native,
        flow.native_unit, flow.method, flow.is_estimate, flow.coverage,
        (*flags, *signs(amount)),
        hash_of((flow.fingerprint, meter.meter_factor, temperature, metered.liquid)),
        liquid_basis=None if quantity == "gas" else "nsv",
    )  # fmt: skip
    return replace(measurement, truth_owner=meter.truth_owner)


def _temperature(point: Point, signals: PointSignals, day: ProductionDay) -> Decimal | None:
    for binding in reversed(point.of_role("temperature")):
        bound = signals.bound(binding)
        read = [
            as_decimal(s.value)
            for s in bound.around(day.window)
            if s.is_good and s.value is not None
        ]
        if read:
            mean = round_volume(sum(read, Decimal(0)) / len(read))
            return temperature_degf(mean, binding.unit)
    return None
