"""Everything a production month is made from, read once, and how it is written down."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from books.month.scope import MonthScope
from domain.calendar import Window, month_label, previous_month
from domain.made_from.canonical import MadeFrom, writer_of
from domain.made_from.production_month import FORM_1, MonthRecords, form_1
from storage.connections import Connection
from storage.rows import months
from storage.rows.months import (
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

    def flows_at(self, facility_id: UUID, phase: str) -> dict[UUID, Decimal]:
        """Return what each unit held in the month was allocated at a facility."""
        return {
            flow.reporting_unit_id: flow.volume
            for flow in self.flows
            if flow.facility_id == facility_id
            and flow.phase == phase
            and flow.reporting_unit_id in self.units
        }


def _in_form_1(inputs: MonthInputs) -> MadeFrom:
    records = MonthRecords(
        units=inputs.units.values(),
        sums=inputs.sums,
        day_flags=inputs.day_flags,
        batteries=inputs.batteries,
        gas_outlets=inputs.gas_outlets,
        flows=inputs.flows,
        settled=inputs.settled,
        gas_sale_codes=inputs.gas_sale_codes,
        previous_stocks=inputs.previous_stocks.values(),
        coded_tickets=inputs.coded_tickets,
    )
    return form_1(inputs.month, inputs.window, records)


# Every form a month was ever closed in; a close writes the newest.
_FORMS: Final[dict[str, Callable[[MonthInputs], MadeFrom]]] = {FORM_1: _in_form_1}
NEWEST_FORM: Final = FORM_1


def written_down(inputs: MonthInputs, form: str = NEWEST_FORM) -> MadeFrom:
    """Return a month's inputs in the form in which it was closed, or in the newest.

    Raises
    ------
    StorageError
        If this version does not know the form.
    """
    return writer_of(_FORMS, form, month_label(inputs.month))(inputs)


def read_month(conn: Connection, scope: MonthScope) -> MonthInputs:
    """Return what a month of the tenant in scope is made from."""
    month = scope.month
    flags: defaultdict[UUID, list[str]] = defaultdict(list)
    for completion_id, flag, _ in months.day_flags(conn, month):
        flags[completion_id].append(flag)
    return MonthInputs(
        month=month,
        window=scope.window,
        units={unit.id: unit for unit in months.units(conn, month)},
        sums=tuple(months.completion_sums(conn, month)),
        day_flags={key: tuple(found) for key, found in flags.items()},
        batteries=tuple(months.batteries(conn, month)),
        gas_outlets=tuple(months.gas_outlets(conn, month)),
        flows=tuple(months.unit_flows(conn, month)),
        settled=tuple(months.settled_sales(conn, month)),
        gas_sale_codes=months.gas_sale_codes(conn, month),
        previous_stocks=months.closing_stocks(conn, previous_month(month)),
        coded_tickets=tuple(months.coded_tickets(conn, scope.window)),
    )
