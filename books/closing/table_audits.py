"""Audits of stored rows against what the catalog says of their table.

Rows become plain columns: quantities as integers of the column's smallest unit, ids and dates as
text; lists and JSON are left out, because no rule of the catalog speaks of them.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from books.closing.audit import Audit, Rule
from catalog.model import Column, Table
from catalog.registry import BY_NAME
from catalog.render.expectations import expectations, units_per_one
from storage.connections import Connection
from storage.keyed_rows import Row, stored_rows

_NOT_FRAMED: Final = frozenset({"json", "texts"})


def table_audit(
    conn: Connection, table_name: str, match: Sequence[str], key: Sequence[object]
) -> Audit:
    """Return the audit of the stored rows whose columns `match` are `key`.

    Parameters
    ----------
    conn : Connection
        Connection in a tenant transaction.
    table_name : str
        Table of the catalog.
    match, key : sequence
        Columns and their values, e.g. month and version.
    """
    table = BY_NAME[table_name]
    return Audit(
        f"catalog_{table_name}",
        table_frame(table, stored_rows(conn, table_name, match, [key])),
        tuple(
            Rule(_class_name(rule.name), rule.arguments)
            for rule in expectations(table)
            if rule.arguments.get("column") not in _unframed(table)
        ),
    )


def table_frame(table: Table, rows: Sequence[Row]) -> dict[str, list[object]]:
    """Return rows as plain columns, with a column that names each row."""
    frame: dict[str, list[object]] = {
        column.name: [_plain(column)(row[column.name]) for row in rows]
        for column in table.all_columns
        if column.kind not in _NOT_FRAMED
    }
    named = table.key if not table.own_id else ("id",)
    frame["key"] = [" ".join(str(row[name]) for name in named) for row in rows]
    return frame


def _plain(column: Column) -> Callable[[object], object]:
    scale = units_per_one(column)

    def plain(value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        return int(value * scale) if isinstance(value, Decimal) else str(value)

    return plain


def _unframed(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.all_columns if column.kind in _NOT_FRAMED)


def _class_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
