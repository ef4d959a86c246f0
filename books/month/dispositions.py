"""The month of each reporting unit: opening stock, where the product went, closing stock.

Before a purchaser's statement exists, sales are the run tickets (truck) and the sales meter
(pipeline); a statement replaces the sales of the same unit, phase and form code. Production is
never typed: it is closing stock less opening stock plus everything that left.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from books.month.battery_split import BatterySplit, shared
from books.month.inputs import MonthInputs
from domain.allocation.true_up import derived_production, require_disposed_within
from domain.calendar import month_label
from domain.errors import DataError
from domain.numbers.rounding import round_volume
from domain.numbers.units import TEXAS_BASE_PSIA, mcf_at_base
from domain.states.texas.form_pr_codes import flare_code, vent_code
from storage.rows.months import SettledSale, Unit

TRUCK: Final = "1"
PIPELINE: Final = "0"
FUEL: Final = "1"
_KIND_OF: Final = {TRUCK: "sale", PIPELINE: "sale", "2": "sale", "6": "sediment"}
# A statement this far above what was measured is no true-up but a mistake on one side.
_TOLERANCE: Final = Decimal("0.10")
_LEAST: Final = {"liquid": Decimal(10), "gas": Decimal(100)}
_UNIT_OF: Final = {"liquid": "bbl", "gas": "mcf"}
_ZERO: Final = Decimal("0.0000")


@dataclass(frozen=True, slots=True)
class Disposed:
    """Volume that left under one kind and form code, and whose figure it is."""

    kind: str
    code: str | None
    volume: Decimal
    source: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PhaseMonth:
    """One unit's liquid or gas of a month; production is derived, so it always balances."""

    product: str
    unit_of_volume: str
    opening: Decimal
    opening_source: str
    closing: Decimal
    dispositions: tuple[Disposed, ...]
    production: Decimal

    @property
    def residual(self) -> Decimal:
        """Opening + production - dispositions - closing; zero when the month balances."""
        left = sum((each.volume for each in self.dispositions), _ZERO)
        return self.opening + self.production - left - self.closing


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """One reporting unit's month."""

    unit: Unit
    liquid: PhaseMonth
    gas: PhaseMonth
    flags: tuple[str, ...]


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
    liquid_out = _settle(inputs, unit, "liquid", _liquids_out(inputs, unit, own), flags)
    gas_out = _settle(inputs, unit, "gas", gas, flags)
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
    """Oil that left the unit's batteries, by form code: by truck, by pipe, and as tickets say."""
    hauled = sum((each.hauled_bbl[unit.id] for each in own), _ZERO)
    piped = sum((each.piped_bbl[unit.id] for each in own), _ZERO)
    apart = _measured_apart(inputs, unit, "liquid")
    out = {
        TRUCK: Disposed("sale", TRUCK, hauled, "ticket"),
        PIPELINE: Disposed("sale", PIPELINE, piped + apart, "meter"),
    }
    for tickets, parts in (each for battery in own for each in battery.coded):
        code, volume = tickets.disposition_code, parts[unit.id]
        known = out.get(code)
        if known is not None:
            volume += known.volume
        remarks = [known.remark] if known is not None and known.remark else []
        remark = "; ".join(dict.fromkeys([*remarks, *tickets.remarks]))
        out[code] = Disposed(_KIND_OF.get(code, "other"), code, volume, "ticket", remark)
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
        product, _UNIT_OF["gas" if product == "gas" else "liquid"], opening, source, closing, kept,
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
    """Gas that left, by unit and form code, every outlet split by the units' allocated gas."""
    volumes: defaultdict[UUID, defaultdict[tuple[str, str], Decimal]]
    volumes = defaultdict(lambda: defaultdict(lambda: _ZERO))
    for outlet in inputs.gas_outlets:
        flows = inputs.flows_at(outlet.facility_id, "gas")
        if not flows and outlet.reporting_unit_id in inputs.units:
            flows = {outlet.reporting_unit_id: _ZERO}
        for unit_id, part in shared(outlet.volume_mcf, flows, f"meter {outlet.meter_name}").items():
            kind = "sale" if outlet.use == "sales" else outlet.use
            volumes[unit_id][kind, _gas_code(inputs, unit_id, kind, part)] += part
    for unit in inputs.units.values():
        apart = _measured_apart(inputs, unit, "gas")
        if apart != 0:
            volumes[unit.id]["sale", _gas_code(inputs, unit.id, "sale", apart)] += apart
    found: defaultdict[UUID, dict[str, Disposed]] = defaultdict(dict)
    for unit_id, by_code in volumes.items():
        for (kind, code), volume in by_code.items():
            found[unit_id][f"{kind}/{code}"] = Disposed(kind, code, volume, "meter")
    return found


def _gas_code(inputs: MonthInputs, unit_id: UUID, kind: str, volume: Decimal) -> str:
    if kind == "fuel":
        return FUEL
    if kind == "flare":
        return flare_code(inputs.month)
    if kind == "vent":
        return vent_code(inputs.month)
    code = inputs.gas_sale_codes.get(unit_id)
    if code is None and volume != 0:
        raise DataError(
            f"{volume} mcf of gas were sold but no contract gives the form's code",
            where=inputs.units[unit_id].label,
            remedy="enter a sales contract for gas of its property, code 2 or 3",
        )
    return code or ""


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


def _settle(
    inputs: MonthInputs, unit: Unit, phase: str, measured: Mapping[str, Disposed], flags: list[str]
) -> tuple[Disposed, ...]:
    """Replace measured sales by what statements settled, code by code."""
    found = [
        sale for sale in inputs.settled if sale.reporting_unit_id == unit.id and sale.phase == phase
    ]
    if not found:
        return tuple(measured.values())
    settled: defaultdict[str, Decimal] = defaultdict(lambda: _ZERO)
    for sale in found:
        settled[_settled_code(unit, phase, sale)] += _settled_volume(sale)
    sales = {each.code for each in measured.values() if each.kind == "sale" and each.volume != 0}
    unexplained = sales - settled.keys()
    if unexplained and settled.keys() - sales:
        raise DataError(
            f"statement {', '.join(_numbers(found))} settles {phase} under code "
            f"{', '.join(sorted(settled.keys() - sales))}, but it was measured under "
            f"{', '.join(sorted(map(str, unexplained)))}",
            where=unit.label,
            remedy="correct the disposition code of the sales contract",
        )
    flags.extend(f"not_settled_code_{code}" for code in sorted(map(str, unexplained)))
    kept = [each for each in measured.values() if each.kind != "sale" or each.code not in settled]
    replaced = [Disposed("sale", code, volume, "statement") for code, volume in settled.items()]
    return (*replaced, *kept)


def _settled_code(unit: Unit, phase: str, sale: SettledSale) -> str:
    numbers = ", ".join(sale.statement_numbers)
    if sale.disposition_code is None:
        raise DataError(
            f"statement {numbers} sells {phase} but no sales contract gives the form's code",
            where=unit.label,
            remedy="enter the sales contract of its property and purchaser",
        )
    if sale.unit != _UNIT_OF[phase]:
        raise DataError(
            f"statement {numbers} counts {phase} in {sale.unit}",
            where=unit.label,
            remedy=f"enter it in {_UNIT_OF[phase]}",
        )
    return sale.disposition_code


def _settled_volume(sale: SettledSale) -> Decimal:
    """Return a settled volume on the form's base: gas at 14.65 psia."""
    if sale.pressure_base_psia is None:
        return sale.volume
    return round_volume(mcf_at_base(sale.volume, sale.pressure_base_psia, TEXAS_BASE_PSIA))


def _numbers(sales: Iterable[SettledSale]) -> list[str]:
    return sorted({number for sale in sales for number in sale.statement_numbers})


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
