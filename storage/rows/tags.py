"""Rows of tags and of their dated bindings to measuring points.

Belongs here: reading and writing them inside a tenant's transaction. Which change is allowed is
decided by whoever applies a site file.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sql import query
from storage.bulk import insert_rows
from storage.connections import Connection
from storage.faults import translated

TagRow = dict[str, Any]


class BindingRow(NamedTuple):
    """One binding as stored; `effective_to` is empty while it holds."""

    binding_id: UUID
    role: str
    meter_id: UUID | None
    tank_id: UUID | None
    completion_id: UUID | None
    scale: Decimal
    register: str | None
    effective_from: datetime
    effective_to: datetime | None


class Rival(NamedTuple):
    """Two tags of one kind that are bound to the same flow at the same time."""

    tag_name: str
    other_tag_name: str
    role: str
    point_name: str
    since: datetime


def slug_of(conn: Connection, organization_id: UUID) -> str | None:
    """Return the short name of an organization."""
    sql = "select slug from wellflow.organization_directory where organization_id = %s"
    row = conn.execute(sql, (organization_id,)).fetchone()
    return None if row is None else str(row[0])


def tags_by_name(conn: Connection, names: Iterable[str]) -> dict[str, TagRow]:
    """Return the registered tags of these names."""
    with conn.cursor() as cursor:
        cursor.execute(query("tags/by_name"), {"names": list(names)})
        columns = [column.name for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor]
    return {row["tag_name"]: row for row in rows}


def latest_bindings(conn: Connection, tag_ids: Iterable[UUID]) -> dict[UUID, BindingRow]:
    """Return the last binding of each tag, whether it still holds or not."""
    rows = conn.execute(query("tags/latest_bindings"), {"tag_ids": list(tag_ids)})
    return {row[0]: BindingRow(*row[1:]) for row in rows}


def rivals(conn: Connection, tag_ids: Iterable[UUID]) -> list[Rival]:
    """Return the flows that some of these tags count beside another tag of their kind."""
    rows = conn.execute(query("tags/rivals"), {"tag_ids": list(tag_ids)})
    return [Rival(*row) for row in rows]


def add_tags(conn: Connection, rows: Iterable[Mapping[str, Any]]) -> int:
    """Register tags."""
    return insert_rows(conn, "tag", rows)


def change_tag(conn: Connection, row: Mapping[str, Any]) -> None:
    """Write the changed settings of a registered tag."""
    with translated(f"tag {row['tag_name']}"):
        conn.execute(query("tags/change"), row)


def add_bindings(conn: Connection, rows: Iterable[Mapping[str, Any]]) -> int:
    """Store new bindings."""
    return insert_rows(conn, "tag_binding", rows)


def end_binding(conn: Connection, binding_id: UUID, effective_to: datetime) -> None:
    """Close a binding at an instant."""
    with translated("tag_binding"):
        conn.execute(
            "update wellflow.tag_binding set effective_to = %s where id = %s",
            (effective_to, binding_id),
        )


def redate_binding(conn: Connection, binding_id: UUID, effective_from: datetime) -> None:
    """Let a binding begin at another instant."""
    with translated("tag_binding"):
        conn.execute(
            "update wellflow.tag_binding set effective_from = %s where id = %s",
            (effective_from, binding_id),
        )
