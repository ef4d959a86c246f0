"""Meters: oil net standard, gas at the books' base pressure, water; per production day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from domain.calendar import ProductionDay
from domain.field.equipment import Meter
from domain.field.point import Point
from domain.made_from.canonical import fingerprint
from domain.measurement.completion import to_books_unit
from domain.measurement.flow import Flow, FlowSource, flow_of_day, flow_source
from domain.measurement.liquid import Liquid
from domain.measurement.measured_day import Measurement, signs
from domain.measurement.native import pressure_psig, temperature_degf
from domain.measurement.tag_signals import PointSignals
from domain.measurement.weighted_mean import weighted_mean
from domain.numbers.rounding import round_volume

_QUANTITY_OF_ROLE: Final = {
    "oil": "oil", "gas": "gas", "gas_lift": "gas", "water": "water", "injection": "injection",
}  # fmt: skip
_CONVERTED: Final[dict[str, Callable[[Decimal, str], Decimal | None]]] = {
    "temperature": temperature_degf,
    "line_pressure": pressure_psig,
}


class Conditions(NamedTuple):
    """Mean temperature [degF], empty if nothing measures it, and pressure [psig] at a meter."""

    temperature_degf: Decimal | None
    pressure_psig: Decimal


@dataclass(frozen=True, slots=True)
class MeterPoint:
    """A meter, its bindings, and the oil of its battery, which flows through it if it is oil's."""

    point: Point
    meter: Meter
    liquid: Liquid


def measure_meter(
    metered: MeterPoint, signals: PointSignals, days: Sequence[ProductionDay]
) -> Iterator[Measurement]:
    """Yield what a meter passed on each day.

    An oil meter with a temperature of its own counts observed barrels. They are corrected to net
    standard with the gravity and water of the battery's oil, and for pressure if it is measured;
    temperature and pressure are the day's means, weighed by what the meter passed. An oil meter
    without a temperature is a flow computer's counter of net standard barrels. The proved meter
    factor applies to every counter but a daily record, which carries it.
    """
    for quantity in sorted(set(_QUANTITY_OF_ROLE.values())):
        roles = [role for role, meant in _QUANTITY_OF_ROLE.items() if meant == quantity]
        sources = [flow_source(signals.bound(b)) for b in metered.point.of_role(*roles)]
        for day in days:
            started = [s for s in sources if signals.has_started(s.bound.binding, day.window.end)]
            flow = flow_of_day(started, day)
            if flow is not None:
                measured = _of_day(metered, day, quantity, flow)
                if quantity == "oil" and _has_thermometer(metered.point, day):
                    conditions = _conditions(metered.point, signals, started, day)
                    measured = _net(metered, measured, conditions)
                yield measured.flagged(*signs(measured.amount))


def _of_day(metered: MeterPoint, day: ProductionDay, quantity: str, flow: Flow) -> Measurement:
    meter = metered.meter

    def counted(part: Flow) -> Decimal | None:
        amount, _ = to_books_unit(quantity, part, meter.pressure_base_psia)
        if amount is None or part.method == "flow_computer_record":
            return amount
        return round_volume(amount * meter.meter_factor)

    _, unit = to_books_unit(quantity, flow, meter.pressure_base_psia)
    return Measurement(
        day=day, point_kind="meter", point_id=meter.id, point_name=metered.point.name,
        quantity=quantity, amount=flow.total(counted), unit=unit,
        amount_native=flow.amount_native, native_unit=flow.native_unit,
        method=flow.method, is_estimate=flow.is_estimate, coverage=flow.coverage, flags=flow.flags,
        fingerprint=fingerprint(
            "meter/1", flow=flow.fingerprint, meter_factor=meter.meter_factor
        ),
        liquid_basis=None if quantity == "gas" else "nsv", truth_owner=meter.truth_owner,
    )  # fmt: skip


def _has_thermometer(point: Point, day: ProductionDay) -> bool:
    """Return whether a temperature was bound to the meter on any part of a day."""
    return any(
        binding.effective_from < day.window.end
        and (binding.effective_to is None or binding.effective_to > day.window.start)
        for binding in point.of_role("temperature")
    )


def _net(metered: MeterPoint, observed: Measurement, conditions: Conditions) -> Measurement:
    """Return an oil meter's observed barrels as net standard ones."""
    corrected = fingerprint(
        "oil_meter/1",
        observed=observed.fingerprint,
        temperature_degf=conditions.temperature_degf,
        pressure_psig=conditions.pressure_psig,
        api_gravity_60f=metered.liquid.api_gravity_60f,
        bsw_pct=metered.liquid.bsw_pct,
    )
    if observed.amount is None:
        return replace(observed, fingerprint=corrected)
    net, assumed = metered.liquid.net_bbl(observed.amount, *conditions)
    return replace(observed, amount=net, fingerprint=corrected).flagged(*assumed)


def _conditions(
    point: Point, signals: PointSignals, sources: Sequence[FlowSource], day: ProductionDay
) -> Conditions:
    """Return the mean conditions of a production day, weighed by what flowed.

    A line that stands still cools and loses its pressure; nothing of that was sold.
    """

    def passed(start: datetime, end: datetime) -> Decimal:
        return sum((counter.passed(start, end) for counter in counters), Decimal(0))

    totalizers = [source for source in sources if source.totalizer is not None]
    counters = totalizers or sources
    means = {
        role: _mean(point, signals, day, role, passed) for role in ("temperature", "line_pressure")
    }
    return Conditions(means["temperature"], means["line_pressure"] or Decimal(0))


def _mean(
    point: Point,
    signals: PointSignals,
    day: ProductionDay,
    role: str,
    passed: Callable[[datetime, datetime], Decimal],
) -> Decimal | None:
    """Return the day's mean of a role in the unit of the books, by the newest tag that tells it."""
    for binding in reversed(point.of_role(role)):
        read = signals.bound(binding).around(day.window)
        mean = weighted_mean(read, *day.window, binding.hold_max_s, passed)
        if mean is not None:
            return _CONVERTED[role](round_volume(mean), binding.unit)
    return None
