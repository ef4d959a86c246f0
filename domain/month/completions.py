"""Completions of a month after true-up: they add up to their reporting unit exactly.

A unit's derived production is shared by the sums of its completions' allocated days, by largest
remainder. Water, injection and figures in the device's own unit are sums of days and are carried.
Whether a liquid is oil or condensate follows from the reporting unit; a completion that belongs to
none keeps the sums of its days.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from domain.allocation.true_up import true_up_days
from domain.calendar import days_of_month
from domain.errors import DataError
from domain.month.inputs import MonthInputs
from domain.month.records import CompletionSum
from domain.month.unit_month import UnitMonth

_BAND: Final = Decimal("0.10")
_CARRIED: Final = ("water_bbl", "injection_bbl", "hours_on")
_NATIVES: Final = {
    "native_liquid_unit": ("oil_native", "water_native", "injection_native"),
    "native_gas_unit": ("gas_native",),
}
_TRUED_UP: Final = ("oil_bbl", "condensate_bbl", "gas_mcf")


@dataclass(frozen=True, slots=True)
class Part:
    """A completion's month within one reporting unit, or within none."""

    days: CompletionSum
    oil_bbl: Decimal | None
    condensate_bbl: Decimal | None
    gas_mcf: Decimal | None
    factor: Decimal | None


@dataclass(frozen=True, slots=True)
class CompletionMonth:
    """A completion's month after true-up, field by field as it is stored."""

    completion_id: UUID
    month: date
    oil_bbl: Decimal | None
    gas_mcf: Decimal | None
    water_bbl: Decimal | None
    condensate_bbl: Decimal | None
    injection_bbl: Decimal | None
    oil_native: Decimal | None
    gas_native: Decimal | None
    water_native: Decimal | None
    injection_native: Decimal | None
    native_liquid_unit: str
    native_gas_unit: str
    hours_on: Decimal | None
    hours_in_month: Decimal
    true_up_factor: Decimal | None
    days_reported: int
    flags: list[str]


def parts_of(inputs: MonthInputs, units: Mapping[UUID, UnitMonth]) -> list[Part]:
    """Return every completion's month by reporting unit.

    Raises
    ------
    DataError
        If a unit produced but none of its completions has an allocated day.
    """
    parts = [
        Part(days, days.oil_bbl, days.condensate_bbl, days.gas_mcf, None)
        for days in inputs.sums
        if days.reporting_unit_id not in units
    ]
    for unit_id, month in units.items():
        days_of_unit = [days for days in inputs.sums if days.reporting_unit_id == unit_id]
        parts.extend(_unit_parts(month, days_of_unit))
    return parts


def completion_months(inputs: MonthInputs, parts: Iterable[Part]) -> tuple[CompletionMonth, ...]:
    """Return the month of every completion, the parts within its units together."""
    by_completion: defaultdict[UUID, list[Part]] = defaultdict(list)
    for part in parts:
        by_completion[part.days.completion_id].append(part)
    return tuple(_completion_month(inputs, own) for _, own in sorted(by_completion.items()))


def _completion_month(inputs: MonthInputs, own: Sequence[Part]) -> CompletionMonth:
    days = [part.days for part in own]
    summed: dict[str, Any] = {
        **{name: _total(own, name) for name in _TRUED_UP},
        **{name: _total(days, name) for name in _CARRIED},
        **_natives(days),
    }
    return CompletionMonth(
        completion_id=own[0].days.completion_id,
        month=inputs.month,
        **summed,
        hours_in_month=inputs.hours_in_month,
        true_up_factor=own[0].factor if len(own) == 1 else None,
        days_reported=sum(part.days.days_reported for part in own),
        flags=_flags(inputs, own),
    )


def _unit_parts(month: UnitMonth, days_of_unit: Sequence[CompletionSum]) -> list[Part]:
    liquid, factor = _shared(
        month, "liquid", {days.completion_id: days.liquid_bbl for days in days_of_unit}
    )
    gas, _ = _shared(month, "gas", {days.completion_id: days.gas_mcf for days in days_of_unit})
    is_condensate = month.liquid.product == "condensate"
    return [
        Part(
            days,
            oil_bbl=None if is_condensate else liquid[days.completion_id],
            condensate_bbl=liquid[days.completion_id] if is_condensate else None,
            gas_mcf=gas[days.completion_id],
            factor=factor,
        )
        for days in days_of_unit
    ]


def _shared(
    month: UnitMonth, phase: str, sums: Mapping[UUID, Decimal | None]
) -> tuple[dict[UUID, Decimal | None], Decimal | None]:
    """Share a unit's production; a completion that reported nothing gets nothing, not zero."""
    production = (month.gas if phase == "gas" else month.liquid).production
    reported = {key: volume for key, volume in sums.items() if volume is not None}
    if not reported and production == 0:
        return dict(sums), None
    try:
        shares = true_up_days(production, reported)
    except DataError as error:
        raise DataError(
            f"{phase}: {error.what}", where=month.unit.label, remedy=error.remedy
        ) from error
    return {key: shares.allocated.get(key) for key in sums}, shares.factor


def _natives(own: Sequence[CompletionSum]) -> dict[str, Any]:
    """Return the figures in the device's unit, and the unit; figures in two units have no sum."""
    row: dict[str, Any] = {}
    for unit, names in _NATIVES.items():
        units = _units(own, unit)
        row[unit] = min(units) if units else getattr(own[0], unit)
        row |= {name: _total(own, name) if len(units) == 1 else None for name in names}
    return row


def _units(own: Sequence[CompletionSum], unit: str) -> set[str]:
    """Return the units of the parts of a month that have a figure of a device."""
    names = _NATIVES[unit]
    return {getattr(days, unit) for days in own if any(getattr(days, n) is not None for n in names)}


def _total(holders: Sequence[object], name: str) -> Decimal | None:
    found = [value for each in holders if (value := getattr(each, name)) is not None]
    return sum(found, Decimal(0)) if found else None


def _flags(inputs: MonthInputs, own: Sequence[Part]) -> list[str]:
    flags = list(inputs.day_flags.get(own[0].days.completion_id, ()))
    reported = sum(part.days.days_reported for part in own)
    found = {
        "negative_value": any(part.days.has_negative for part in own),
        "estimated_days": any(part.days.has_estimate for part in own),
        "days_missing": reported < len(days_of_month(inputs.month)),
        "mixed_native_units": any(part.days.has_mixed_units for part in own)
        or any(len(_units([part.days for part in own], unit)) > 1 for unit in _NATIVES),
        "true_up_out_of_band": any(
            part.factor is not None and abs(part.factor - 1) > _BAND for part in own
        ),
    }
    return sorted({*flags, *(name for name, holds in found.items() if holds)})
