"""A closed month read and hashed as the first release did, and the same in form 1."""

import hashlib
from collections import defaultdict
from datetime import date
from typing import TypeVar
from uuid import UUID

from psycopg.rows import class_row

from domain.made_from.canonical import MadeFrom
from domain.made_from.production_month import MonthRecords, form_1
from sql import query
from storage.connections import Connection
from storage.schema.steps.closed_months.month_records import (
    Battery,
    ClosingStock,
    CodedTickets,
    CompletionSum,
    GasOutlet,
    SettledSale,
    Unit,
    UnitFlow,
    Window,
)
from storage.schema.steps.closed_months.window import month_window, next_month, previous_month

R = TypeVar("R")


def read_month(conn: Connection, month: date) -> tuple[str, MadeFrom]:
    """Return the first release's hash of a month as it is now, and its inputs in form 1."""
    window = _window(conn, month)
    units = {unit.id: unit for unit in _rows(conn, Unit, "units", month)}
    sums = tuple(_rows(conn, CompletionSum, "completion_sums", month))
    flags = _day_flags(conn, month)
    batteries = tuple(_rows(conn, Battery, "batteries", month))
    outlets = tuple(_rows(conn, GasOutlet, "gas_outlets", month))
    flows = tuple(_rows(conn, UnitFlow, "flows", month))
    settled = tuple(_rows(conn, SettledSale, "settled_sales", month))
    codes = _gas_sale_codes(conn, month)
    before = _rows(conn, ClosingStock, "closing_stocks", previous_month(month))
    stocks = {stock.reporting_unit_id: stock for stock in before}
    tickets = _coded_tickets(conn, window)
    parts = (
        month, window, sorted(units.items()), sums, sorted(flags.items()), batteries, outlets,
        flows, settled, sorted(codes.items()), sorted(stocks.items()), tickets,
    )  # fmt: skip
    records = MonthRecords(
        units=units.values(),
        sums=sums,
        day_flags=flags,
        batteries=batteries,
        gas_outlets=outlets,
        flows=flows,
        settled=settled,
        gas_sale_codes=codes,
        previous_stocks=stocks.values(),
        coded_tickets=tickets,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest(), form_1(month, window, records)


def _window(conn: Connection, month: date) -> Window:
    row = conn.execute(
        "select time_zone, day_start_hour, day_label_by_end from wellflow.organization"
    ).fetchone()
    if row is None:
        raise LookupError("a closed month of an organization without master data")
    zone, start_hour, label_by_end = row
    return month_window(month, time_zone=zone, day_start_hour=start_hour, label_by_end=label_by_end)


def _rows(conn: Connection, kind: type[R], name: str, month: date) -> list[R]:
    with conn.cursor(row_factory=class_row(kind)) as cursor:
        cursor.execute(query(f"carry_over/month_{name}"), _span(month))
        return cursor.fetchall()


def _day_flags(conn: Connection, month: date) -> dict[UUID, tuple[str, ...]]:
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for completion_id, flag, _ in conn.execute(query("carry_over/month_day_flags"), _span(month)):
        found[completion_id].append(flag)
    return {key: tuple(flags) for key, flags in found.items()}


def _gas_sale_codes(conn: Connection, month: date) -> dict[UUID, str]:
    rows = conn.execute(query("carry_over/month_gas_sale_codes"), _span(month)).fetchall()
    return {row[0]: row[1] for row in rows}


def _coded_tickets(conn: Connection, window: Window) -> tuple[CodedTickets, ...]:
    span = {"from_at": window.start, "to_at": window.end}
    with conn.cursor(row_factory=class_row(CodedTickets)) as cursor:
        cursor.execute(query("carry_over/month_coded_tickets"), span)
        return tuple(cursor.fetchall())


def _span(month: date) -> dict[str, date]:
    return {"month": month, "next_month": next_month(month)}
