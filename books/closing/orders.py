"""Standing orders: a person lets the schedule close a month, and takes it back."""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from access.actors import Schedule, require, require_reading, require_stage
from access.people import Person
from domain.errors import DataError
from domain.standing_order import OrderInForce, StandingOrder
from storage.connections import Connection
from storage.identity import uuid7
from storage.rows import periods, standing_orders
from storage.rows.directory import organizations
from storage.tenant import tenant_transaction

log = logging.getLogger(__name__)

CLOSES: Final = "production.close"


def sign_order(
    conn: Connection,
    person: Person,
    *,
    reason: str,
    valid_from: date,
    valid_until: date | None = None,
) -> StandingOrder:
    """Let the schedule close months of the person's organization once every check passes.

    Parameters
    ----------
    conn : Connection
        Connection of the api role, outside a transaction.
    person : Person
        Who signs; needs production.close, and the order lasts as long as the right does.
    reason : str
        Why nobody needs to close by hand.
    valid_from, valid_until : date
        First and last day on which it may be acted under; without the last until it is revoked.

    Raises
    ------
    DataError
        The person may not close, or the dates or the reason will not do.
    """
    require(person, person.organization_id, CLOSES)
    if not reason.strip():
        raise DataError("an order says why nobody needs to do it by hand", remedy="give a reason")
    if valid_until is not None and valid_until < valid_from:
        raise DataError(
            f"the order would end on {valid_until}, before it begins", remedy="swap the dates"
        )
    order_id = uuid7()
    with tenant_transaction(conn, person.organization_id, person.token):
        standing_orders.sign(
            conn, person.organization_id, order_id, act=CLOSES, reason=reason.strip(),
            signed_by=person.app_user_id, valid_from=valid_from, valid_until=valid_until,
        )  # fmt: skip
        kept = _kept(conn, order_id)
    log.info("order signed id=%s act=%s by=%s", order_id, CLOSES, person.app_user_id)
    return kept


def revoke_order(conn: Connection, person: Person, order_id: UUID) -> StandingOrder:
    """Take an order back, one's own or a colleague's; whoever may close may stop the schedule.

    Raises
    ------
    DataError
        The person may not close, or there is no such order in force.
    """
    require(person, person.organization_id, CLOSES)
    with tenant_transaction(conn, person.organization_id, person.token):
        if not standing_orders.revoke(conn, order_id, person.app_user_id):
            raise DataError(
                "there is no such order to revoke", where=str(order_id),
                remedy="wellflow order list",
            )  # fmt: skip
        kept = _kept(conn, order_id)
    log.info("order revoked id=%s by=%s", order_id, person.app_user_id)
    return kept


def orders_of(conn: Connection, person: Person) -> list[StandingOrder]:
    """Return every order of the person's organization, the newest last."""
    require_reading(person, person.organization_id, "read.field")
    with tenant_transaction(conn, person.organization_id, person.token):
        return standing_orders.orders(conn)


@dataclass(frozen=True, slots=True)
class MonthToDo:
    """A month of an organization that is still open, and whether a schedule may close it."""

    slug: str
    month: date
    has_order: bool


def months_to_do(conn: Connection, month: date, *, actor: Schedule) -> list[MonthToDo]:
    """Return which organizations have still to close a month."""
    to_do = []
    for each in organizations(conn):
        require_stage(actor, each.organization_id, "stage.close")
        with tenant_transaction(conn, each.organization_id):
            if not periods.period(conn, month).is_closed:
                order = standing_orders.in_force(conn, each.organization_id, CLOSES)
                to_do.append(MonthToDo(each.slug, month, order is not None))
    return to_do


def order_in_force(conn: Connection, organization_id: UUID) -> OrderInForce:
    """Return the order under which the schedule may close a month of the tenant in scope today.

    Raises
    ------
    DataError
        There is none.
    """
    order = standing_orders.in_force(conn, organization_id, CLOSES)
    if order is None:
        raise DataError(
            "no standing order to close a month is in force: none was signed, it was revoked, is "
            "out of its dates, or its signer may not close any more",
            remedy="somebody who may close signs one (wellflow order sign), or closes by hand "
            "(wellflow close production)",
        )
    return order


def _kept(conn: Connection, order_id: UUID) -> StandingOrder:
    kept = standing_orders.order_of(conn, order_id)
    if kept is None:
        raise DataError("the order was not kept", where=str(order_id))
    return kept
