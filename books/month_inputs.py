"""Everything a production month is made from, read once, with the hash of it."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from books.day_scope import organization_calendar
from domain.calendar import Window, previous_month
from storage import months
from storage.connections import Connection
from storage.months import (
    Battery,
    ClosingStock,
    CodedTickets,
    CompletionSum,
    GasOutlet,
    SettledSale,
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
    batteries: tuple[Battery, ...]
    gas_outlets: tuple[GasOutlet, ...]
    flows: tuple[UnitFlow, ...]
    settled: tuple[SettledSale, ...]
    gas_sale_codes: dict[UUID, str]
    previous_stocks: dict[UUID, ClosingStock]
    coded_tickets: tuple[CodedTickets, ...] = ()

    @property
    def hours_in_month(self) -> Decimal:
        """Length of the production month [h]."""
        return self.window.hours

    @property
    def input_hash(self) -> str:
        """SHA-256 of everything above, the same for the same rows."""
        parts = (
            self.month, self.window, sorted(self.units.items()), self.sums,
            sorted(self.day_flags.items()), self.batteries, self.gas_outlets, self.flows,
            self.settled, sorted(self.gas_sale_codes.items()),
            sorted(self.previous_stocks.items()), self.coded_tickets,
        )  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def flows_at(self, facility_id: UUID, phase: str) -> dict[UUID, Decimal]:
        """Return what each unit held in the month was allocated at a facility."""
        return {
            flow.reporting_unit_id: flow.volume
            for flow in self.flows
            if flow.facility_id == facility_id
            and flow.phase == phase
            and flow.reporting_unit_id in self.units
        }


def read_month(conn: Connection, month: date) -> MonthInputs:
    """Return a month of the tenant in scope.

    Raises
    ------
    ConfigError
        If the organization has no row.
    """
    calendar = organization_calendar(conn)
    window = calendar.month_window(month)
    flags: defaultdict[UUID, list[str]] = defaultdict(list)
    for completion_id, flag, _ in months.day_flags(conn, month):
        flags[completion_id].append(flag)
    return MonthInputs(
        month=month,
        window=window,
        units={unit.id: unit for unit in months.units(conn, month)},
        sums=tuple(months.completion_sums(conn, month)),
        day_flags={key: tuple(found) for key, found in flags.items()},
        batteries=tuple(months.batteries(conn, month)),
        gas_outlets=tuple(months.gas_outlets(conn, month)),
        flows=tuple(months.unit_flows(conn, month)),
        settled=tuple(months.settled_sales(conn, month)),
        gas_sale_codes=months.gas_sale_codes(conn, month),
        previous_stocks=months.closing_stocks(conn, previous_month(month)),
        coded_tickets=tuple(months.coded_tickets(conn, window)),
    )
