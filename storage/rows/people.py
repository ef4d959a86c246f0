"""Rows of people: who is there, and whether anybody manages them."""

from uuid import UUID

from sql import query
from storage.connections import Connection


def person_id(conn: Connection, email: str) -> UUID | None:
    """Return the person of an address in the tenant in scope, those who left included."""
    row = conn.execute(
        "select id from wellflow.app_user where email = %s", (email.strip().lower(),)
    ).fetchone()
    return None if row is None else row[0]


def active_person_id(conn: Connection, email: str) -> UUID | None:
    """Return the person of an address in the tenant in scope, or nothing; who left is nobody."""
    row = conn.execute(
        "select id from wellflow.app_user where email = %s and is_active", (email.strip().lower(),)
    ).fetchone()
    return None if row is None else row[0]


def emails(conn: Connection) -> dict[UUID, str]:
    """Return the address of each person of the tenant in scope."""
    return dict(conn.execute("select id, email from wellflow.app_user").fetchall())


def has_manager(conn: Connection) -> bool:
    """Return whether somebody of the tenant in scope may manage its people and master data."""
    row = conn.execute(query("people/has_manager")).fetchone()
    return row is not None and bool(row[0])
