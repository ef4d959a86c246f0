"""Reads everything that a production month is made from."""

from collections import defaultdict
from uuid import UUID

from books.month.scope import MonthScope
from domain.calendar import previous_month
from domain.month.inputs import MonthInputs
from storage.connections import Connection
from storage.rows import months


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
        gas_sale_kinds=months.gas_sale_kinds(conn, month),
        previous_stocks=months.closing_stocks(conn, previous_month(month)),
        ticketed=tuple(months.ticketed_volumes(conn, scope.window)),
    )
