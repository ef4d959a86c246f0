"""Standing orders as they are kept: signed, revoked, and the one in force."""

from datetime import date
from uuid import UUID

from domain.standing_order import OrderInForce, StandingOrder
from sql import query
from storage.connections import Connection
from storage.records import joined, records


def orders(conn: Connection) -> list[StandingOrder]:
    """Return the tenant's orders, the newest last."""
    return records(conn, StandingOrder, "standing_order", order_by="signed_at, id")


def order_of(conn: Connection, order_id: UUID) -> StandingOrder | None:
    """Return one order of the tenant, or nothing."""
    found = records(
        conn, StandingOrder, "standing_order", where="id = %(id)s", params={"id": order_id}
    )
    return found[0] if found else None


def in_force(conn: Connection, organization_id: UUID, act: str) -> OrderInForce | None:
    """Return the order under which an act may be done today; it stays in force until the end."""
    params = {"organization_id": organization_id, "act": act}
    found = joined(conn, OrderInForce, "orders/in_force", params)
    return found[0] if found else None


def sign(
    conn: Connection,
    organization_id: UUID,
    order_id: UUID,
    *,
    act: str,
    reason: str,
    signed_by: UUID,
    valid_from: date,
    valid_until: date | None,
) -> None:
    """Write an order of the person who acts."""
    row = {
        "organization_id": organization_id, "id": order_id, "act": act, "reason": reason,
        "signed_by": signed_by, "valid_from": valid_from, "valid_until": valid_until,
    }  # fmt: skip
    conn.execute(query("orders/sign"), row)


def revoke(conn: Connection, order_id: UUID, revoked_by: UUID) -> bool:
    """Take an order back; tell whether there was one to take back."""
    params = {"id": order_id, "revoked_by": revoked_by}
    return conn.execute(query("orders/revoke"), params).rowcount == 1
