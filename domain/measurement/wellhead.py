"""Pressures, temperature and choke at a completion: plain means of a day's readings.

A pressure or temperature whose unit its tag does not state is left out. On the day an instrument
is exchanged the newer one counts.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from domain.calendar import ProductionDay
from domain.field.point import Point
from domain.made_from.canonical import fingerprint
from domain.made_from.readings import readings_hash
from domain.measurement.coverage import coverage
from domain.measurement.measured_day import Measurement
from domain.measurement.native import pressure_psig, temperature_degf
from domain.measurement.tag_signals import BoundSignals, PointSignals, is_readable
from domain.numbers.rounding import as_decimal, round_volume

QUANTITIES: Final = ("tubing_pressure", "casing_pressure", "line_pressure", "temperature", "choke")
_ABSURD: Final = Decimal(10) ** 7


def measure_wellhead(
    point: Point, signals: PointSignals, days: Sequence[ProductionDay]
) -> Iterator[Measurement]:
    """Yield the day's mean of each instrument at a completion, where it showed anything."""
    bounds = [(b.role, signals.bound(b)) for b in point.of_role(*QUANTITIES)]
    for day in days:
        newest: dict[str, Measurement] = {}
        for quantity, bound in bounds:
            if bound.binding.effective_from >= day.window.end:
                continue  # what it shows at that very instant belongs to the day it begins
            mean = _mean_of(point, quantity, bound, day)
            if mean is not None:
                newest[quantity] = mean
        yield from newest.values()


def _mean_of(
    point: Point, quantity: str, bound: BoundSignals, day: ProductionDay
) -> Measurement | None:
    samples = bound.within(day.window)
    read = [as_decimal(s.value) for s in samples if is_readable(s) and s.value is not None]
    if not read:
        return None
    native = round_volume(sum(read, Decimal(0)) / len(read))
    shown = _in_books_unit(quantity, native, bound.binding.unit)
    if shown is None:
        return None
    amount, unit = shown
    return Measurement(
        day=day,
        point_kind=point.kind,
        point_id=point.id,
        point_name=point.name,
        quantity=quantity,
        amount=amount,
        unit=unit,
        amount_native=native,
        native_unit=bound.binding.unit,
        method="mean",
        is_estimate=False,
        coverage=coverage(bound.around(day.window), *day.window, bound.binding.hold_max_s),
        flags=(),
        fingerprint=fingerprint(
            "mean/1", readings=readings_hash(samples), tag_id=bound.binding.tag_id
        ),
    )


def _in_books_unit(quantity: str, native: Decimal, unit: str) -> tuple[Decimal, str] | None:
    """Return a mean in psig or degF, a choke as its tag counts it; nothing for an unknown unit."""
    if abs(native) >= _ABSURD:
        return None
    if quantity == "choke":
        return native, unit
    if quantity == "temperature":
        amount, books_unit = temperature_degf(native, unit), "degf"
    else:
        amount, books_unit = pressure_psig(native, unit), "psig"
    return None if amount is None else (amount, books_unit)
