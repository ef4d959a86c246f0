"""`wellflow order sign|revoke|list`: standing orders, under which the schedule closes a month."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from cli.session import books_of, show, with_json, with_organization, with_person

if TYPE_CHECKING:
    from domain.standing_order import StandingOrder


@click.group(short_help="Let the schedule close months, or stop it.")
def order() -> None:
    """Let the schedule close a month of an organization once every check passes, or stop it."""


@order.command(short_help="Sign an order, dated and revocable.")
@click.option("--reason", required=True, help="Why nobody needs to close by hand.")
@click.option("--from", "first", metavar="YYYY-MM-DD", help="First day of the order; today.")
@click.option("--until", "last", metavar="YYYY-MM-DD", help="Last day; until revoked without.")
@with_organization
@with_person
@with_json
def sign(
    reason: str, first: str | None, last: str | None, slug: str, email: str | None, as_json: bool
) -> None:
    """Sign that the schedule may close months of the organization once every check passes.

    It needs the right to close, and lasts as long as its signer has it. The month names the order
    it was closed under.
    """
    from books.closing.orders import sign_order

    with books_of(slug, email) as (conn, person):
        signed = sign_order(
            conn,
            person,
            reason=reason,
            valid_from=_day(first) or datetime.now(UTC).date(),
            valid_until=_day(last),
        )
    show(_facts(signed), [f"signed: {_line(signed)}"], as_json=as_json)


@order.command(short_help="Take an order back.")
@click.argument("order_id", type=click.UUID)
@with_organization
@with_person
@with_json
def revoke(order_id: UUID, slug: str, email: str | None, as_json: bool) -> None:
    """Take an order back at once; a close that is under way is finished first."""
    from books.closing.orders import revoke_order

    with books_of(slug, email) as (conn, person):
        revoked = revoke_order(conn, person, order_id)
    show(_facts(revoked), [f"revoked: {_line(revoked)}"], as_json=as_json)


@order.command("list", short_help="List the orders, those that are over included.")
@with_organization
@with_person
@with_json
def list_(slug: str, email: str | None, as_json: bool) -> None:
    """List the orders of the organization, the newest last."""
    from books.closing.orders import orders_of

    with books_of(slug, email) as (conn, person):
        found = orders_of(conn, person)
    lines = [_line(each) for each in found] or ["no order was ever signed: people close by hand"]
    show({"orders": [_facts(each) for each in found]}, lines, as_json=as_json)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no day written YYYY-MM-DD") from None


def _facts(each: "StandingOrder") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(each)


def _line(each: "StandingOrder") -> str:
    until = f"until {each.valid_until}" if each.valid_until else "until revoked"
    revoked = f", revoked {each.revoked_at:%Y-%m-%d %H:%M} UTC" if each.revoked_at else ""
    return (
        f"{each.id}  {each.act}  from {each.valid_from} {until}{revoked}, signed"
        f" {each.signed_at:%Y-%m-%d %H:%M} UTC: {each.reason}"
    )
