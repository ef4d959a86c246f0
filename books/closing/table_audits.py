"""Audits of stored rows against what the catalog says of their table.

Rows become plain columns: quantities as integers of the column's smallest unit, ids and dates as
text; lists and JSON are left out, because no rule of the catalog speaks of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from books.closing.column_rules import BrokenRule, broken_rules
from catalog.model import Column, Table
from catalog.registry import BY_NAME
from catalog.render.expectations import Expectation, expectations, units_per_one
from domain.audit_outcome import Outcome
from domain.audits import Audit, Fault
from storage.connections import Connection
from storage.keyed_rows import Row, stored_rows

KEY: Final = "key"
TABLE_OF: Final[Mapping[str, str]] = {
    "catalog_allocated_month": "allocated_month",
    "catalog_disposition_month": "disposition_month",
    "catalog_compliance_row": "compliance_row",
}
_NOT_FRAMED: Final = frozenset({"json", "texts"})


def table_outcome(
    conn: Connection, audit: Audit, version: tuple[date, int], form_ids: Sequence[UUID]
) -> Outcome:
    """Hold the stored rows of a month's version, or of its forms, against the catalog.

    Parameters
    ----------
    conn : Connection
        Connection in a tenant transaction.
    audit : Audit
        One of `TABLE_OF`.
    version : tuple of date and int
        Month and version of the rows.
    form_ids : sequence of UUID
        The forms, for an audit of their rows.
    """
    table = BY_NAME[TABLE_OF[audit.name]]
    match: tuple[str, ...] = ("month", "version")
    keys: list[tuple[object, ...]] = [version]
    if audit.is_of_form:
        match, keys = ("compliance_report_id",), [(form_id,) for form_id in form_ids]
    rows = stored_rows(conn, table.name, match, keys)
    return held_against_catalog(audit, table, rows)


def held_against_catalog(audit: Audit, table: Table, rows: Sequence[Row]) -> Outcome:
    """Hold rows of a table against the rules of its columns."""
    rules = _rules(table)
    broken = broken_rules(table_frame(table, rows), rules, KEY) if rows else ()
    found = tuple(fault for each in broken for fault in _faults(table, each))
    return Outcome(audit, found, n_rules=len(rules), n_rows=len(rows))


def table_frame(table: Table, rows: Sequence[Row]) -> dict[str, list[object]]:
    """Return rows as plain columns, with a column that names each row."""
    frame: dict[str, list[object]] = {
        column.name: [_plain(column)(row[column.name]) for row in rows]
        for column in table.all_columns
        if column.kind not in _NOT_FRAMED
    }
    named = table.key if not table.own_id else ("id",)
    frame[KEY] = [" ".join(str(row[name]) for name in named) for row in rows]
    return frame


def _rules(table: Table) -> tuple[Expectation, ...]:
    unframed = {column.name for column in table.all_columns if column.kind in _NOT_FRAMED}
    return tuple(r for r in expectations(table) if r.arguments.get("column") not in unframed)


def _faults(table: Table, broken: BrokenRule) -> Iterator[Fault]:
    scales = {column.name: units_per_one(column) for column in table.all_columns}
    columns = ", ".join(broken.rule.columns)
    for key, values in broken.rows:
        amounts = [_of_units(value, scales[name]) for name, value in values.items()]
        told = amounts[0] if len(amounts) == 1 else " ".join(map(str, amounts))
        yield Fault(f"{columns} of {key} must {broken.rule.says}", None, told)


def _of_units(value: object, scale: int) -> Decimal | str:
    if value is None or value != value:  # what pandas puts where nothing is
        return "empty"
    return Decimal(str(value)) / scale if scale > 1 else str(value)


def _plain(column: Column) -> Callable[[object], object]:
    scale = units_per_one(column)

    def plain(value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        return int(value * scale) if isinstance(value, Decimal) else str(value)

    return plain
