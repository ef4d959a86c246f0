"""Makes a tenant: its entry in the directory and its own row. Only the owner's role may."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from storage.bulk import insert_rows
from storage.connections import Connection
from storage.faults import translated
from storage.tenant import tenant_transaction


def create_organization(
    conn: Connection, organization_id: UUID, slug: str, columns: Mapping[str, Any]
) -> None:
    """Write a new tenant; `columns` are those of the organization's own row."""
    with translated(f"organization {slug}"), tenant_transaction(conn, organization_id):
        conn.execute(
            "insert into wellflow.organization_directory (organization_id, slug) values (%s, %s)",
            (organization_id, slug),
        )
        insert_rows(conn, "organization", [{"organization_id": organization_id, **columns}])
