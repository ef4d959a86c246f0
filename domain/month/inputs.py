"""Everything a production month is made from, read once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.calendar import Window
from domain.month.records import (
    BatteryMonth,
    ClosingStock,
    CompletionSum,
    GasOutlet,
    SettledSale,
    TicketedVolume,
    Unit,
    UnitFlow,
)


@dataclass(frozen=True, slots=True)
class MonthInputs:
    """One month of one organization as it was read."""

    month: date
    window: Window
    units: dict[UUID, Unit]
    sums: tuple[CompletionSum, ...]
    day_flags: dict[UUID, tuple[str, ...]]
    batteries: tuple[BatteryMonth, ...]
    gas_outlets: tuple[GasOutlet, ...]
    flows: tuple[UnitFlow, ...]
    settled: tuple[SettledSale, ...]
    gas_sale_kinds: dict[UUID, str]
    previous_stocks: dict[UUID, ClosingStock]
    ticketed: tuple[TicketedVolume, ...] = ()

    @property
    def hours_in_month(self) -> Decimal:
        """Length of the production month [h]."""
        return self.window.hours

    def flows_at(self, facility_id: UUID, phase: str) -> dict[UUID, Decimal]:
        """Return what each unit held in the month was allocated at a facility."""
        return {
            flow.reporting_unit_id: flow.volume
            for flow in self.flows
            if flow.facility_id == facility_id
            and flow.phase == phase
            and flow.reporting_unit_id in self.units
        }
