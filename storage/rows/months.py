"""What a production month is made of: days summed by completion, batteries, outlets, sales.

Belongs here: named reads of one month of the tenant in scope. How they combine is
`books.month.draft`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from psycopg.rows import class_row

from domain.calendar import Window, next_month
from sql import query
from storage.connections import Connection

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit held in the month."""

    id: UUID
    state_jurisdiction: str
    kind: str
    district: str
    unit_number: str
    unit_name: str
    field_name: str
    permit: str
    operator_id: UUID

    @property
    def label(self) -> str:
        """The unit as a person knows it."""
        return f"{self.district}-{self.unit_number} {self.unit_name}".rstrip()

    @property
    def liquid(self) -> str:
        """What its liquid is called: condensate on a gas unit, else oil."""
        return "condensate" if self.kind == "gas_id" else "oil"


@dataclass(frozen=True, slots=True)
class CompletionSum:
    """A completion's allocated days of a month, within one reporting unit or none."""

    completion_id: UUID
    completion_name: str
    reporting_unit_id: UUID | None
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
    has_mixed_units: bool
    hours_on: Decimal | None
    days_reported: int
    has_negative: bool | None
    has_estimate: bool
    days_hash: str

    @property
    def liquid_bbl(self) -> Decimal | None:
        """Oil and condensate together [bbl]; empty where neither was reported."""
        if self.oil_bbl is None:
            return self.condensate_bbl
        return self.oil_bbl + (self.condensate_bbl or Decimal(0))


@dataclass(frozen=True, slots=True)
class Battery:
    """A battery's month: stock at both ends and what left, net standard [bbl]."""

    facility_id: UUID
    facility_code: str
    reporting_unit_id: UUID | None
    opening_bbl: Decimal
    closing_bbl: Decimal
    hauled_bbl: Decimal
    piped_bbl: Decimal
    produced_bbl: Decimal
    n_days: int


@dataclass(frozen=True, slots=True)
class CodedTickets:
    """Oil that left a battery on tickets of one form code other than truck [bbl]."""

    facility_id: UUID
    disposition_code: str
    volume_bbl: Decimal
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class GasOutlet:
    """Gas through one meter of a facility in the month [mcf]."""

    facility_id: UUID
    facility_code: str
    reporting_unit_id: UUID | None
    meter_id: UUID
    meter_name: str
    use: str
    volume_mcf: Decimal


@dataclass(frozen=True, slots=True)
class UnitFlow:
    """What a reporting unit's completions were allocated at a facility."""

    facility_id: UUID
    reporting_unit_id: UUID
    phase: str
    volume: Decimal


@dataclass(frozen=True, slots=True)
class SettledSale:
    """What statements say a unit sold under one form code, gas at one pressure base."""

    reporting_unit_id: UUID
    phase: str
    disposition_code: str | None
    unit: str
    volume: Decimal
    statement_numbers: list[str]
    pressure_base_psia: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ClosingStock:
    """Stock of a unit at the end of a month, and whether that month is closed [bbl]."""

    reporting_unit_id: UUID
    volume: Decimal
    is_filed: bool


def units(conn: Connection, month: date) -> list[Unit]:
    """Return the reporting units held on any day of a month."""
    return _rows(conn, Unit, "months/units", month)


def completion_sums(conn: Connection, month: date) -> list[CompletionSum]:
    """Return the month's days summed by completion and reporting unit."""
    return _rows(conn, CompletionSum, "months/completion_sums", month)


def day_flags(conn: Connection, month: date) -> list[tuple[UUID, str, int]]:
    """Return the flags of the month's days, counted by completion."""
    rows: list[tuple[Any, ...]] = conn.execute(query("months/day_flags"), _span(month)).fetchall()
    return [(completion_id, flag, n_days) for completion_id, flag, n_days in rows]


def batteries(conn: Connection, month: date) -> list[Battery]:
    """Return the month of every battery that has a ledger."""
    return _rows(conn, Battery, "months/batteries", month)


def coded_tickets(conn: Connection, window: Window) -> list[CodedTickets]:
    """Return the oil of a production month that left on tickets, but not by truck."""
    with conn.cursor(row_factory=class_row(CodedTickets)) as cursor:
        cursor.execute(
            query("months/coded_tickets"), {"from_at": window.start, "to_at": window.end}
        )
        return cursor.fetchall()


def gas_outlets(conn: Connection, month: date) -> list[GasOutlet]:
    """Return the gas that left by each meter."""
    return _rows(conn, GasOutlet, "months/gas_outlets", month)


def unit_flows(conn: Connection, month: date) -> list[UnitFlow]:
    """Return what units were allocated at each facility."""
    return _rows(conn, UnitFlow, "months/flows", month)


def settled_sales(conn: Connection, month: date) -> list[SettledSale]:
    """Return what statements say was sold."""
    return _rows(conn, SettledSale, "months/settled_sales", month)


def gas_sale_codes(conn: Connection, month: date) -> dict[UUID, str]:
    """Return the form code of each unit's gas sales."""
    rows = conn.execute(query("months/gas_sale_codes"), _span(month)).fetchall()
    return {row[0]: row[1] for row in rows}


def closing_stocks(conn: Connection, month: date) -> dict[UUID, ClosingStock]:
    """Return each unit's closing stock of a month, of the newest version there is."""
    found = _rows(conn, ClosingStock, "months/closing_stocks", month)
    return {stock.reporting_unit_id: stock for stock in found}


def _rows(conn: Connection, kind: type[R], name: str, month: date) -> list[R]:
    with conn.cursor(row_factory=class_row(kind)) as cursor:
        cursor.execute(query(name), _span(month))
        return cursor.fetchall()


def _span(month: date) -> dict[str, date]:
    return {"month": month, "next_month": next_month(month)}
