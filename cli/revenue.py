"""`wellflow revenue run|pay|release|reverse|approve`: from a statement to paid owners."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

import click

from cli.session import books_of, show_stage, with_json, with_organization, with_person

if TYPE_CHECKING:
    from access.people import Person
    from books.report import StageReport
    from storage.connections import Connection

Act = Callable[["Connection", UUID, UUID, "Person"], "StageReport"]

with_number = click.argument("statement_number")


@click.group()
def revenue() -> None:
    """Value purchasers' statements and pay owners."""


@revenue.command(short_help="Check, tax and distribute one statement.")
@with_number
@with_organization
@with_person
@with_json
def run(statement_number: str, slug: str, email: str | None, as_json: bool) -> None:
    """Check, tax and distribute one statement; a line at fault blocks all of it."""
    from books.revenue.run import run_statement
    from storage.identity import uuid7

    def value(
        conn: "Connection", organization_id: UUID, statement_id: UUID, person: "Person"
    ) -> "StageReport":
        return run_statement(conn, organization_id, statement_id, person, uuid7())

    _act(value, statement_number, slug, email, as_json=as_json)


@revenue.command(short_help="Prepare the payments of a statement's run.")
@with_number
@with_organization
@with_person
@with_json
def pay(statement_number: str, slug: str, email: str | None, as_json: bool) -> None:
    """Prepare the payments of a statement's run; a second person releases them."""
    from books.revenue.payments import prepare_payments

    _act(prepare_payments, statement_number, slug, email, as_json=as_json)


@revenue.command()
@with_number
@with_organization
@with_person
@with_json
def release(statement_number: str, slug: str, email: str | None, as_json: bool) -> None:
    """Release the prepared payments of a statement's run."""
    from books.revenue.payments import release_payments

    _act(release_payments, statement_number, slug, email, as_json=as_json, anchored="payment")


@revenue.command(short_help="Take back a run that nobody was paid from.")
@with_number
@with_organization
@with_person
@with_json
def reverse(statement_number: str, slug: str, email: str | None, as_json: bool) -> None:
    """Take back a statement's run that nobody was paid from, so that it can be run again."""
    from books.revenue.reversal import reverse_run

    _act(reverse_run, statement_number, slug, email, as_json=as_json)


@revenue.command(short_help="Approve the waiting decks of a property.")
@click.argument("property_number")
@with_organization
@with_person
@with_json
def approve(property_number: str, slug: str, email: str | None, as_json: bool) -> None:
    """Approve the waiting decks of a property; not by the person who made them."""
    from books.revenue.decks import approve_decks

    with books_of(slug, email) as (conn, person):
        report = approve_decks(conn, person.organization_id, property_number, person)
    show_stage(report, as_json=as_json)


def _act(
    act: Act, statement_number: str, slug: str, email: str | None, *, as_json: bool,
    anchored: str = "",
) -> None:  # fmt: skip
    from books.revenue.run import statement_by_number
    from books.trail.anchor import anchor_after

    with books_of(slug, email) as (conn, person):
        statement_id = statement_by_number(
            conn, person.organization_id, statement_number, person=person
        )
        report = act(conn, person.organization_id, statement_id, person)
        if anchored:
            anchor_after(conn, person.organization_id, anchored, person)
    show_stage(report, as_json=as_json)
