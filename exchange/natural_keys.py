"""What people call a row: the columns that name it in a file, table by table.

A reference in a file is the name of the row it points to: ``operator = "BBO"`` fills
``operator_id``. A deck is called ``<property_number>/<kind>``, with ``/<effective_from>`` where
a property has had several.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from catalog.model import Column, Table
from catalog.registry import BY_NAME
from domain.errors import DataError
from storage.connections import Connection
from storage.keyed_rows import names_of

# Columns by catalog name, in the order in which they enter the row's identity.
NATURAL_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "company": ("company_code",),
    "app_user": ("email",),
    "field": ("field_code",),
    "lease": ("lease_number",),
    "reporting_unit": ("unit_number",),
    "property": ("property_number",),
    "well": ("well_name",),
    "completion": ("completion_name",),
    "facility": ("facility_code",),
    "meter": ("meter_name",),
    "tank": ("tank_name",),
    "tag": ("tag_name",),
    "completion_reporting_unit": ("completion_id", "effective_from"),
    "property_completion": ("property_id", "completion_id", "effective_from"),
    "network_edge": ("completion_id", "product", "facility_id", "effective_from"),
    "tag_binding": ("tag_id", "effective_from"),
    "sales_contract": ("purchaser_id", "property_id", "product", "effective_from"),
    "deck": ("property_id", "kind", "effective_from"),
    "deck_line": ("deck_id", "owner_id", "interest_type"),
    "well_status_event": ("well_id", "changed_on", "to_status"),
    "waiver": ("app_user_id", "duty_pair", "signed_on"),
    "well_test": ("completion_id", "tested_on"),
    "run_ticket": ("hauler_id", "ticket_number"),
    "statement": ("purchaser_id", "statement_number"),
}


def file_name(column: Column) -> str:
    """Return what a column is called in a file: a reference drops its ``_id``."""
    return column.name.removesuffix("_id") if column.references else column.name


def in_order(tables: Sequence[str]) -> list[str]:
    """Return `tables` with every table after those it refers to."""
    ordered: list[str] = []
    waiting = [BY_NAME[name] for name in sorted(tables, key=list(BY_NAME).index)]
    while waiting:
        ready = [table for table in waiting if not _refers_to(table, waiting)]
        if not ready:
            raise DataError(f"tables refer to each other: {[table.name for table in waiting]}")
        ordered.extend(table.name for table in ready)
        waiting = [table for table in waiting if table not in ready]
    return ordered


def _refers_to(table: Table, others: Sequence[Table]) -> bool:
    named = {other.name for other in others if other is not table}
    return any(column.references in named for column in table.columns)


class NameBook:
    """Names of the rows an organization has, read once per table and kept up to date."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._names: dict[str, dict[str, set[UUID]]] = {}

    def ids(self, table_name: str, name: str) -> set[UUID]:
        """Return the ids of every row of that name."""
        if table_name not in self._names:
            self._names[table_name] = {}
            for known, row_id in names_of(self._conn, table_name, NATURAL_KEYS[table_name]):
                self.add(table_name, known, row_id)
        return self._names[table_name].get(name, set())

    def add(self, table_name: str, name: str, row_id: UUID) -> None:
        """Remember a row that is about to be written."""
        self._names.setdefault(table_name, {}).setdefault(name, set()).add(row_id)

    def resolve(self, table_name: str, name: object, where: str) -> UUID:
        """Return the one row of `table_name` called `name`.

        Raises
        ------
        DataError
            If there is none, or more than one.
        """
        found = self.ids(table_name, str(name))
        if len(found) == 1:
            return next(iter(found))
        what = "unknown" if not found else "not the name of one row only:"
        raise DataError(
            f"{what} {table_name} {str(name)!r}",
            where=where,
            remedy=f"import the {table_name} first, or correct the name"
            if not found
            else "add /<effective_from> to the name",
        )
