"""`wellflow revenue run|pay|release|reverse|approve`: from a statement to paid owners."""

import click

from cli.session import books_of, show_stage, with_json, with_organization, with_person

with_number = click.argument("statement_number")


@click.group()
def revenue() -> None:
    """Value purchasers' statements and pay owners."""


@revenue.command(short_help="Check, tax and distribute one statement.")
@with_number
@with_organization
@with_person
@with_json
def run(statement_number: str, slug: str, email: str, as_json: bool) -> None:
    """Check, tax and distribute one statement; a line at fault blocks all of it."""
    from books.revenue import run_statement, statement_by_number
    from storage.identity import uuid7

    with books_of(slug, email) as (conn, person):
        statement_id = statement_by_number(conn, person.organization_id, statement_number)
        report = run_statement(conn, person.organization_id, statement_id, person, uuid7())
    show_stage(report, as_json=as_json)


@revenue.command(short_help="Prepare the payments of a statement's run.")
@with_number
@with_organization
@with_person
@with_json
def pay(statement_number: str, slug: str, email: str, as_json: bool) -> None:
    """Prepare the payments of a statement's run; a second person releases them."""
    from books.payments import prepare_payments
    from books.revenue import statement_by_number

    with books_of(slug, email) as (conn, person):
        statement_id = statement_by_number(conn, person.organization_id, statement_number)
        report = prepare_payments(conn, person.organization_id, statement_id, person)
    show_stage(report, as_json=as_json)


@revenue.command()
@with_number
@with_organization
@with_person
@with_json
def release(statement_number: str, slug: str, email: str, as_json: bool) -> None:
    """Release the prepared payments of a statement's run."""
    from books.payments import release_payments
    from books.revenue import statement_by_number

    with books_of(slug, email) as (conn, person):
        statement_id = statement_by_number(conn, person.organization_id, statement_number)
        report = release_payments(conn, person.organization_id, statement_id, person)
    show_stage(report, as_json=as_json)


@revenue.command(short_help="Take back a run that nobody was paid from.")
@with_number
@with_organization
@with_person
@with_json
def reverse(statement_number: str, slug: str, email: str, as_json: bool) -> None:
    """Take back a statement's run that nobody was paid from, so that it can be run again."""
    from books.revenue import statement_by_number
    from books.reversal import reverse_run

    with books_of(slug, email) as (conn, person):
        statement_id = statement_by_number(conn, person.organization_id, statement_number)
        report = reverse_run(conn, person.organization_id, statement_id, person)
    show_stage(report, as_json=as_json)


@revenue.command(short_help="Approve the waiting decks of a property.")
@click.argument("property_number")
@with_organization
@with_person
@with_json
def approve(property_number: str, slug: str, email: str, as_json: bool) -> None:
    """Approve the waiting decks of a property; not by the person who made them."""
    from books.decks import approve_decks

    with books_of(slug, email) as (conn, person):
        report = approve_decks(conn, person.organization_id, property_number, person)
    show_stage(report, as_json=as_json)
