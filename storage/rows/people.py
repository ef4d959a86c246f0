"""Rows of people: signing in, and what each may do."""

from typing import NamedTuple
from uuid import UUID

from sql import query
from storage.connections import Connection
from storage.faults import translated


class SignIn(NamedTuple):
    """What the database knows about an address before the organization is known."""

    organization_id: UUID
    app_user_id: UUID
    password_hash: str | None


def sign_in_row(conn: Connection, slug: str, email: str) -> SignIn | None:
    """Return the active person of that address, or nothing."""
    with translated(), conn.transaction():
        row = conn.execute(
            "select organization_id, app_user_id, password_hash from wellflow.sign_in(%s, %s)",
            (slug, email),
        ).fetchone()
    return None if row is None else SignIn(*row)


def capabilities(conn: Connection, app_user_id: UUID) -> frozenset[str]:
    """Return what a person of the tenant in scope may do."""
    rows = conn.execute(
        "select capability::text from wellflow.capability_grant where app_user_id = %s",
        (app_user_id,),
    )
    return frozenset(row[0] for row in rows)


def has_manager(conn: Connection) -> bool:
    """Return whether somebody of the tenant in scope may manage its people and master data."""
    row = conn.execute(query("people/has_manager")).fetchone()
    return row is not None and bool(row[0])
