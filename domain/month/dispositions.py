"""The month of each reporting unit: opening stock, where the product went, closing stock.

Before a purchaser's statement exists, sales are the run tickets (truck) and the sales meter
(pipeline); a statement replaces what left the same unit under the same kind. Production is never
typed: it is closing stock less opening stock plus everything that left.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.allocation.true_up import derived_production, require_disposed_within
from domain.calendar import month_label
from domain.errors import DataError
from domain.month.battery_split import BatterySplit, shared
from domain.month.inputs import MonthInputs
from domain.month.kinds import GAS, SOLD
from domain.month.records import Unit
from domain.month.settlement import settle
from domain.month.unit_month import UNIT_OF, Disposed, PhaseMonth, UnitMonth

_SALES_METER: Final = "sales"
# A statement this far above what was measured is no true-up but a mistake on one side.
_TOLERANCE: Final = Decimal("0.10")
_LEAST: Final = {"liquid": Decimal(10), "gas": Decimal(100)}
_ZERO: Final = Decimal("0.0000")


def unit_months(inputs: MonthInputs) -> dict[UUID, UnitMonth]:
    """Return the month of every reporting unit held, nil ones included.

    Raises
    ------
    DataError
        If no day of the month was made though the month before left stock, stock or sales cannot
        be given to a unit, a statement names no contract, production would be negative, or more
        left than was there.
    """
    if not inputs.units:
        return {}  # an organization without reporting units files nothing
    _require_days(inputs)
    batteries = [BatterySplit(inputs, battery) for battery in inputs.batteries]
    gas = _gas_by_unit(inputs)
    return {
        unit.id: _unit_month(inputs, unit, batteries, gas[unit.id])
        for unit in inputs.units.values()
    }


def _require_days(inputs: MonthInputs) -> None:
    """Refuse to take the stock of a month that nobody looked at for gone."""
    stocked = sum((stock.volume for stock in inputs.previous_stocks.values()), _ZERO)
    if stocked > 0 and not inputs.sums and not inputs.batteries:
        label = month_label(inputs.month)
        raise DataError(
            f"no day of {label} has been made, and the month before left {stocked} bbl on hand",
            where=label,
            remedy=f"make its days with `wellflow days {label}`",
        )


def _unit_month(
    inputs: MonthInputs, unit: Unit, batteries: Iterable[BatterySplit], gas: Mapping[str, Disposed]
) -> UnitMonth:
    own = [battery for battery in batteries if unit.id in battery.units]
    flags: list[str] = []
    liquid_out = settle(inputs, unit, "liquid", _liquids_out(inputs, unit, own), flags)
    gas_out = settle(inputs, unit, "gas", gas, flags)
    opening, source = _opening(inputs, unit, own, flags)
    closing = sum((battery.closing_bbl[unit.id] for battery in own), _ZERO)
    liquid = _phase(unit, unit.liquid, opening, source, closing, liquid_out)
    gas_month = _phase(unit, "gas", _ZERO, "derived", _ZERO, gas_out)
    _require_plausible(inputs, unit, "liquid", liquid)
    _require_plausible(inputs, unit, "gas", gas_month)
    return UnitMonth(unit, liquid, gas_month, tuple(flags))


def _liquids_out(
    inputs: MonthInputs, unit: Unit, own: Sequence[BatterySplit]
) -> dict[str, Disposed]:
    """Oil that left the unit's batteries, by kind: by truck, by pipe, and as tickets say."""
    hauled = sum((each.hauled_bbl[unit.id] for each in own), _ZERO)
    piped = sum((each.piped_bbl[unit.id] for each in own), _ZERO)
    apart = _measured_apart(inputs, unit, "liquid")
    out = {
        "truck": Disposed("truck", hauled, "ticket"),
        "pipeline": Disposed("pipeline", piped + apart, "meter"),
    }
    for tickets, parts in (each for battery in own for each in battery.ticketed):
        kind, volume = tickets.kind, parts[unit.id]
        known = out.get(kind)
        if known is not None:
            volume += known.volume
        remarks = [known.remark] if known is not None and known.remark else []
        remark = "; ".join(dict.fromkeys([*remarks, *tickets.remarks]))
        out[kind] = Disposed(kind, volume, "ticket", remark)
    return out


def _phase(
    unit: Unit, product: str, opening: Decimal, source: str, closing: Decimal,
    out: Iterable[Disposed],
) -> PhaseMonth:  # fmt: skip
    kept = tuple(each for each in out if each.volume != 0)
    try:
        production = derived_production(opening, closing, [each.volume for each in kept])
    except DataError as error:
        raise DataError(error.what, where=f"{product} of {unit.label}", remedy=error.remedy) from (
            error
        )
    return PhaseMonth(
        product, UNIT_OF["gas" if product == "gas" else "liquid"], opening, source, closing, kept,
        production,
    )  # fmt: skip


def _opening(
    inputs: MonthInputs, unit: Unit, own: Iterable[BatterySplit], flags: list[str]
) -> tuple[Decimal, str]:
    gauged = sum((battery.opening_bbl.get(unit.id, _ZERO) for battery in own), _ZERO)
    before = inputs.previous_stocks.get(unit.id)
    if before is None:
        return gauged, "tank"
    if before.volume != gauged:
        flags.append("opening_differs_from_tank")
    return before.volume, "filed" if before.is_filed else "derived"


def _gas_by_unit(inputs: MonthInputs) -> defaultdict[UUID, dict[str, Disposed]]:
    """Gas that left, by unit and kind, every outlet split by the units' allocated gas."""
    volumes: defaultdict[UUID, defaultdict[str, Decimal]]
    volumes = defaultdict(lambda: defaultdict(lambda: _ZERO))
    for outlet in inputs.gas_outlets:
        flows = inputs.flows_at(outlet.facility_id, "gas")
        if not flows and outlet.reporting_unit_id in inputs.units:
            flows = {outlet.reporting_unit_id: _ZERO}
        for unit_id, part in shared(outlet.volume_mcf, flows, f"meter {outlet.meter_name}").items():
            volumes[unit_id][_gas_kind(inputs, unit_id, outlet.use, part)] += part
    for unit in inputs.units.values():
        apart = _measured_apart(inputs, unit, "gas")
        if apart != 0:
            volumes[unit.id][_gas_kind(inputs, unit.id, _SALES_METER, apart)] += apart
    found: defaultdict[UUID, dict[str, Disposed]] = defaultdict(dict)
    for unit_id, by_kind in volumes.items():
        for kind, volume in by_kind.items():
            found[unit_id][kind] = Disposed(kind, volume, "meter")
    return found


def _gas_kind(inputs: MonthInputs, unit_id: UUID, use: str, volume: Decimal) -> str:
    """Return the kind of gas through a meter: its use, and of sold gas what its contract says."""
    if use != _SALES_METER:
        return use
    kind = inputs.gas_sale_kinds.get(unit_id, "")
    if volume != 0 and kind not in SOLD[GAS]:
        says = f"a contract sells it as {kind}" if kind else "no contract says as what"
        raise DataError(
            f"{volume} mcf of gas were sold but {says}",
            where=inputs.units[unit_id].label,
            remedy="enter a sales contract for gas of its property, "
            f"disposition_kind one of {', '.join(SOLD[GAS])}",
        )
    return kind


def _measured_apart(inputs: MonthInputs, unit: Unit, phase: str) -> Decimal:
    """Return what completions measured on their own, at no battery and by no outlet: sold."""
    if phase == "gas":
        places = {outlet.facility_id for outlet in inputs.gas_outlets}
        volumes = [each.gas_mcf for each in inputs.sums if each.reporting_unit_id == unit.id]
    else:
        places = {battery.facility_id for battery in inputs.batteries}
        volumes = [each.liquid_bbl for each in inputs.sums if each.reporting_unit_id == unit.id]
    total = sum((volume for volume in volumes if volume is not None), _ZERO)
    at_facilities = sum(
        (
            flow.volume
            for flow in inputs.flows
            if flow.reporting_unit_id == unit.id
            and flow.phase == phase
            and flow.facility_id in places
        ),
        _ZERO,
    )
    return total - at_facilities


def _require_plausible(inputs: MonthInputs, unit: Unit, phase: str, month: PhaseMonth) -> None:
    """Refuse dispositions above opening stock and measured production, within a tolerance."""
    measured = sum(
        (
            volume
            for each in inputs.sums
            if each.reporting_unit_id == unit.id
            and (volume := each.gas_mcf if phase == "gas" else each.liquid_bbl) is not None
        ),
        _ZERO,
    )
    allowance = max(measured * _TOLERANCE, _LEAST[phase])
    try:
        require_disposed_within(
            month.opening, measured + allowance, [each.volume for each in month.dispositions]
        )
    except DataError as error:
        raise DataError(
            f"{error.what} (measured {measured} and a tolerance of {allowance})",
            where=f"{month.product} of {unit.label}",
            remedy=error.remedy,
        ) from error
