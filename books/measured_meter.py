"""Meters: oil net standard, gas at the books' base pressure, water; per production day."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from books.flow import Flow, flow_of_day, flow_source
from books.liquid import Liquid
from books.measured_completion import to_books_unit
from books.measured_row import Measurement, ProductionDay, hash_of, signs
from books.native import pressure_psig, temperature_degf
from books.points import Point
from books.tag_signals import PointSignals
from domain.rounding import as_decimal, round_volume
from storage.measurement import Meter

_QUANTITY_OF_ROLE: Final = {
    "oil": "oil", "gas": "gas", "gas_lift": "gas", "water": "water", "injection": "injection",
}  # fmt: skip


class Conditions(NamedTuple):
    """Mean temperature [degF], empty if nothing measures it, and pressure [psig] at a meter."""

    temperature_degf: Decimal | None
    pressure_psig: Decimal


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

    An oil meter with a temperature of its own counts observed barrels. They are corrected to net
    standard with the gravity and water of the battery's oil, and for pressure if it is measured.
    An oil meter without one is a flow computer's counter of net standard barrels. The proved
    meter factor applies to every counter but a daily record, which carries it.
    """
    roles = {b.role for b in metered.point.bindings if b.role in _QUANTITY_OF_ROLE}
    for role in sorted(roles):
        sources = [flow_source(signals.bound(b)) for b in metered.point.of_role(role)]
        for day in days:
            started = [s for s in sources if signals.has_started(s.bound.binding, day.window.end)]
            flow = flow_of_day(started, day)
            if flow is not None:
                conditions = _conditions(metered.point, signals, day)
                yield _of_day(metered, day, _QUANTITY_OF_ROLE[role], flow, conditions)


def _of_day(
    metered: MeterPoint,
    day: ProductionDay,
    quantity: str,
    flow: Flow,
    conditions: Conditions,
) -> Measurement:
    meter = metered.meter
    counted, unit = to_books_unit(quantity, flow, meter.pressure_base_psia)
    amount, flags = counted, flow.flags
    if amount is not None and flow.method != "flow_computer_record":
        amount = round_volume(amount * meter.meter_factor)
    is_observed = bool(metered.point.of_role("temperature")) and metered.liquid is not None
    if amount is not None and quantity == "oil" and is_observed and metered.liquid is not None:
        amount, assumed = metered.liquid.net_bbl(amount, *conditions)
        flags = (*flags, *assumed)
    measurement = Measurement(
        day, "meter", meter.id, meter.meter_name, quantity, amount, unit, flow.amount_native,
        flow.native_unit, flow.method, flow.is_estimate, flow.coverage,
        (*flags, *signs(amount)),
        hash_of((flow.fingerprint, meter.meter_factor, conditions, metered.liquid)),
        liquid_basis=None if quantity == "gas" else "nsv",
    )  # fmt: skip
    return replace(measurement, truth_owner=meter.truth_owner)


def _conditions(point: Point, signals: PointSignals, day: ProductionDay) -> Conditions:
    """Return the mean conditions of a day, of the time under pressure where that is known."""
    pressures = _read(point, signals, day, "line_pressure", pressure_psig)
    temperatures = _read(point, signals, day, "temperature", temperature_degf)
    pumping = {at: psig for at, psig in pressures.items() if psig > 0}
    warm = {at: degf for at, degf in temperatures.items() if at in pumping} or temperatures
    return Conditions(_mean(warm.values()), _mean(pumping.values()) or Decimal(0))


def _read(
    point: Point,
    signals: PointSignals,
    day: ProductionDay,
    role: str,
    converted: Callable[[Decimal, str], Decimal | None],
) -> dict[datetime, Decimal]:
    """Return the good readings of a role in a day, in the unit of the books."""
    return {
        signal.at: value
        for binding in point.of_role(role)
        for signal in signals.bound(binding).around(day.window)
        if signal.is_good
        and signal.value is not None
        and (value := converted(as_decimal(signal.value), binding.unit)) is not None
    }


def _mean(values: Collection[Decimal]) -> Decimal | None:
    return round_volume(sum(values, Decimal(0)) / len(values)) if values else None
