"""What a production month is made of, read: days summed by completion, batteries, outlets, sales.

Belongs here: named reads of one month of the tenant in scope, into the records of `domain.month`.
"""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from domain.calendar import Window, next_month
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
from sql import query
from storage.connections import Connection
from storage.records import joined
from storage.rows.namesakes import told_apart

R = TypeVar("R")


def units(conn: Connection, month: date) -> list[Unit]:
    """Return the reporting units held on any day of a month."""
    return _rows(conn, Unit, "months/units", month)


def completion_sums(conn: Connection, month: date) -> list[CompletionSum]:
    """Return the month's days summed by completion and reporting unit."""
    sums = _rows(conn, CompletionSum, "months/completion_sums", month)
    return told_apart(conn, "completion_name", sums, id_field="completion_id")


def day_flags(conn: Connection, month: date) -> list[tuple[UUID, str, int]]:
    """Return the flags of the month's days, counted by completion."""
    rows: list[tuple[Any, ...]] = conn.execute(query("months/day_flags"), _span(month)).fetchall()
    return [(completion_id, flag, n_days) for completion_id, flag, n_days in rows]


def batteries(conn: Connection, month: date) -> list[BatteryMonth]:
    """Return the month of every battery that has a ledger."""
    return _rows(conn, BatteryMonth, "months/batteries", month)


def ticketed_volumes(conn: Connection, window: Window) -> list[TicketedVolume]:
    """Return the oil of a production month that left on tickets, but not by truck."""
    span = {"from_at": window.start, "to_at": window.end}
    return joined(conn, TicketedVolume, "months/ticketed_volumes", span)


def gas_outlets(conn: Connection, month: date) -> list[GasOutlet]:
    """Return the gas that left by each meter."""
    return _rows(conn, GasOutlet, "months/gas_outlets", month)


def unit_flows(conn: Connection, month: date) -> list[UnitFlow]:
    """Return what units were allocated at each facility."""
    return _rows(conn, UnitFlow, "months/flows", month)


def settled_sales(conn: Connection, month: date) -> list[SettledSale]:
    """Return what statements say was sold."""
    return _rows(conn, SettledSale, "months/settled_sales", month)


def gas_sale_kinds(conn: Connection, month: date) -> dict[UUID, str]:
    """Return as what kind each unit's gas is sold."""
    rows = conn.execute(query("months/gas_sale_kinds"), _span(month)).fetchall()
    return {row[0]: row[1] for row in rows}


def closing_stocks(conn: Connection, month: date) -> dict[UUID, ClosingStock]:
    """Return each unit's closing stock of a month, of the newest version there is."""
    found = _rows(conn, ClosingStock, "months/closing_stocks", month)
    return {stock.reporting_unit_id: stock for stock in found}


def _rows(conn: Connection, kind: type[R], name: str, month: date) -> list[R]:
    return joined(conn, kind, name, _span(month))


def _span(month: date) -> dict[str, date]:
    return {"month": month, "next_month": next_month(month)}
