"""What each reporting unit has of a battery that serves several: stock, sales, gas outlets.

A battery measures what several units' completions brought. Each unit gets the part of its stock
and sales that it *had to sell*: its opening stock and its completions' allocated production, by
largest remainder, so that the units always add up to the battery. In the first month, before a
unit has an opening stock, the parts follow the allocated production alone. Splitting by allocated
production in every month would move stock from unit to unit whenever the wells' shares change.
"""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from domain.errors import DataError
from domain.month.inputs import MonthInputs
from domain.month.records import BatteryMonth
from domain.numbers.rounding import VOLUME_QUANTUM
from domain.numbers.shares import split_amount

_ZERO = Decimal("0.0000")


class BatterySplit:
    """One battery's month by reporting unit [bbl]."""

    def __init__(self, inputs: MonthInputs, battery: BatteryMonth) -> None:
        self._battery = battery
        flows = _flows(inputs, battery)
        self.opening_bbl = _openings(inputs, battery, flows)
        had = {unit: self.opening_bbl.get(unit, _ZERO) + flow for unit, flow in flows.items()}
        weights = had if any(had.values()) else flows
        self.closing_bbl = self._split(battery.closing_bbl, weights)
        ticketed = [each for each in inputs.ticketed if each.facility_id == battery.facility_id]
        by_truck = battery.hauled_bbl - sum((each.volume_bbl for each in ticketed), _ZERO)
        self.hauled_bbl = self._split(by_truck, weights)
        self.ticketed = [(each, self._split(each.volume_bbl, weights)) for each in ticketed]
        self.piped_bbl = self._split(battery.piped_bbl, weights)

    @property
    def units(self) -> frozenset[UUID]:
        """Reporting units that have a part of the battery."""
        return frozenset(self.closing_bbl)

    def _split(self, amount: Decimal, weights: Mapping[UUID, Decimal]) -> dict[UUID, Decimal]:
        return shared(amount, weights, f"battery {self._battery.facility_code}")


def shared(amount: Decimal, weights: Mapping[UUID, Decimal], where: str) -> dict[UUID, Decimal]:
    """Return an amount by unit, exactly; one unit alone takes all of it.

    Raises
    ------
    DataError
        If there is an amount but no unit, or several units and nothing to split it by.
    """
    if len(weights) == 1:
        return {next(iter(weights)): amount}
    if not weights:
        if amount == 0:
            return {}
        raise DataError(
            f"{amount} has no reporting unit",
            where=where,
            remedy="connect its completions (network_edge, completion_reporting_unit), or give "
            "the facility a reporting unit",
        )
    try:
        return split_amount(amount, VOLUME_QUANTUM, weights)
    except DataError as error:
        raise DataError(error.what, where=where, remedy=error.remedy) from error


def _flows(inputs: MonthInputs, battery: BatteryMonth) -> dict[UUID, Decimal]:
    flows = inputs.flows_at(battery.facility_id, "liquid")
    if not flows and battery.reporting_unit_id in inputs.units:
        return {battery.reporting_unit_id: _ZERO}
    return flows


def _openings(
    inputs: MonthInputs, battery: BatteryMonth, flows: Mapping[UUID, Decimal]
) -> dict[UUID, Decimal]:
    """Return opening stock by unit: as closed last month where each unit has this battery alone."""
    known = {
        unit: inputs.previous_stocks[unit].volume
        for unit in flows
        if unit in inputs.previous_stocks and _has_one_battery(inputs, unit)
    }
    if len(known) == len(flows):
        return known
    if not any(flows.values()) and len(flows) > 1:
        raise DataError(
            f"opening stock of {battery.opening_bbl} bbl cannot be split: no unit produced",
            where=f"battery {battery.facility_code}",
            remedy="close the month before first, so that each unit has an opening stock",
        )
    return shared(battery.opening_bbl, flows, f"battery {battery.facility_code}")


def _has_one_battery(inputs: MonthInputs, unit: UUID) -> bool:
    with_stock = {battery.facility_id for battery in inputs.batteries}
    at = {
        flow.facility_id
        for flow in inputs.flows
        if flow.reporting_unit_id == unit and flow.phase == "liquid"
    }
    return len(at & with_stock) <= 1
