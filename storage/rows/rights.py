"""Rows of rights, waivers and limits; which of them wait is the database's to say."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sql import query
from storage.connections import Connection
from storage.records import joined


class Given(NamedTuple):
    """How a right was given: it waits for a second person, or nobody could be the second."""

    is_waiting: bool
    is_of_one_person: bool


class WaiverGiven(NamedTuple):
    """How a waiver was given."""

    id: UUID
    is_waiting: bool
    is_of_one_person: bool


class RosterRow(NamedTuple):
    """A person, and what is in force."""

    email: str
    full_name: str
    is_active: bool
    capabilities: Sequence[str]
    waivers: Sequence[str]
    facilities: Sequence[str]


class ToldRow(NamedTuple):
    """A right or a waiver that waits, or that is to be signed on paper."""

    sort: str
    waiver_id: UUID | None
    email: str
    what: str
    given_by: str | None
    given_at: datetime
    reason: str
    is_waiting: bool


def add_person(conn: Connection, organization_id: UUID, email: str, full_name: str) -> None:
    """Store a new person."""
    row = {"organization_id": organization_id, "email": email, "full_name": full_name}
    conn.execute(query("people/hire"), row)


def set_active(conn: Connection, app_user_id: UUID, *, is_active: bool) -> None:
    """Let a person sign in, or no longer."""
    conn.execute(
        "update wellflow.app_user set is_active = %s where id = %s", (is_active, app_user_id)
    )


def grant(
    conn: Connection, organization_id: UUID, app_user_id: UUID, capability: str
) -> Given | None:
    """Grant a right; nothing where the person has it, or it waits already."""
    row = conn.execute(
        query("people/grant"),
        {
            "organization_id": organization_id,
            "app_user_id": app_user_id,
            "capability": capability,
        },
    ).fetchone()
    return None if row is None else Given(*row)


def end_right(conn: Connection, app_user_id: UUID, capability: str) -> int:
    """End a right; return how many ended."""
    of = {"app_user_id": app_user_id, "capability": capability}
    return conn.execute(query("people/end_right"), of).rowcount


def confirm_right(conn: Connection, app_user_id: UUID, capability: str) -> int:
    """Confirm a right that waits; return how many did."""
    of = {"app_user_id": app_user_id, "capability": capability}
    return conn.execute(query("people/confirm_right"), of).rowcount


def waive(
    conn: Connection, organization_id: UUID, app_user_id: UUID, pair: str, reason: str
) -> WaiverGiven:
    """Store a waiver."""
    given = joined(
        conn,
        WaiverGiven,
        "people/waive",
        {
            "organization_id": organization_id,
            "app_user_id": app_user_id,
            "duty_pair": pair,
            "reason": reason,
        },
    )
    return given[0]


def confirm_waiver(conn: Connection, waiver_id: UUID) -> int:
    """Confirm a waiver that waits; return how many did."""
    return conn.execute(query("people/confirm_waiver"), {"waiver_id": waiver_id}).rowcount


def end_waiver(conn: Connection, waiver_id: UUID) -> int:
    """End a waiver; return how many ended."""
    return conn.execute(query("people/end_waiver"), {"waiver_id": waiver_id}).rowcount


def facility_id(conn: Connection, facility_code: str) -> UUID | None:
    """Return the facility of a code, or nothing."""
    row = conn.execute(
        "select id from wellflow.facility where facility_code = %s", (facility_code,)
    ).fetchone()
    return None if row is None else row[0]


def limit(conn: Connection, organization_id: UUID, app_user_id: UUID, to_facility: UUID) -> None:
    """Limit a person to a facility, beside those of earlier limits."""
    conn.execute(
        query("people/limit"),
        {
            "organization_id": organization_id,
            "app_user_id": app_user_id,
            "facility_id": to_facility,
        },
    )


def end_limit(conn: Connection, app_user_id: UUID, to_facility: UUID) -> int:
    """End a limit; return how many ended."""
    of = {"app_user_id": app_user_id, "facility_id": to_facility}
    return conn.execute(query("people/end_limit"), of).rowcount


def roster(conn: Connection) -> list[RosterRow]:
    """Return everybody of the tenant in scope, by address."""
    return joined(conn, RosterRow, "people/roster")


def told(conn: Connection, *, of_this_transaction: bool = False) -> list[ToldRow]:
    """Return what waits for a second person or a signature, the oldest first."""
    params = {"of_this_transaction": of_this_transaction}
    return joined(conn, ToldRow, "people/rights_told", params)
