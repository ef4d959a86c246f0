"""Rows of tags and of their dated bindings to measuring points.

Belongs here: reading and writing them inside a tenant's transaction. Which change is allowed is
decided by whoever applies a site file.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain.tag import RegisteredTag, Rival, TagBinding
from sql import query
from storage.bulk import insert_rows
from storage.connections import Connection
from storage.faults import translated
from storage.records import joined, records, row_of


def slug_of(conn: Connection, organization_id: UUID) -> str | None:
    """Return the short name of an organization."""
    sql = "select slug from wellflow.organization_directory where organization_id = %s"
    row = conn.execute(sql, (organization_id,)).fetchone()
    return None if row is None else str(row[0])


def tags_by_name(conn: Connection, names: Iterable[str]) -> dict[str, RegisteredTag]:
    """Return the registered tags of these names."""
    found = records(
        conn,
        RegisteredTag,
        "tag",
        where="tag_name = any(%(names)s)",
        params={"names": list(names)},
    )
    return {tag.tag_name: tag for tag in found}


def latest_bindings(conn: Connection, tag_ids: Iterable[UUID]) -> dict[UUID, TagBinding]:
    """Return the last binding of each tag, whether it still holds or not."""
    found = joined(conn, TagBinding, "tags/latest_bindings", {"tag_ids": list(tag_ids)})
    return {binding.tag_id: binding for binding in found}


def rivals(conn: Connection, tag_ids: Iterable[UUID]) -> list[Rival]:
    """Return the flows that some of these tags count beside another tag of their kind."""
    return joined(conn, Rival, "tags/rivals", {"tag_ids": list(tag_ids)})


def add_tags(conn: Connection, tags: Iterable[RegisteredTag]) -> int:
    """Register tags."""
    return insert_rows(conn, "tag", map(row_of, tags))


def change_tag(conn: Connection, tag: RegisteredTag) -> None:
    """Write the changed settings of a registered tag."""
    with translated(f"tag {tag.tag_name}"):
        conn.execute(query("tags/change"), row_of(tag))


def add_bindings(conn: Connection, bindings: Iterable[TagBinding]) -> int:
    """Store new bindings."""
    return insert_rows(conn, "tag_binding", map(row_of, bindings))


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
