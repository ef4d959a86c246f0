"""The month of one operator after its readings arrived: papers, days, close, statement, owners.

The same steps a person would take, each by the function that the command line or Dagster calls.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dagster as dg

from access.kept_sessions import keep, signed_in
from access.people import Person
from access.sign_in import SecretMustChange, choose_secret, sign_in
from assets.store import StoreResource
from books.closing.close import close_production
from books.revenue.payments import prepare_payments, release_payments
from books.revenue.run import run_statement, statement_by_number
from books.trail.anchor import anchor_after
from demo.cast import Actor, Cast, read_cast
from demo.figures import operator_month
from demo.result import OperatorMonth
from domain.errors import ConfigError, DataError
from exchange.statements import import_statements
from exchange.tests import import_tests
from exchange.tickets import import_tickets
from pipelines import runs
from storage.connections import Connection, connect
from storage.identity import uuid7
from storage.server.credentials import Credentials
from storage.server.settings import state_dir


@dataclass(frozen=True)
class DemoOperator:
    """One operator of the demo: its papers, its people, and how to reach its books."""

    papers: Path
    credentials: Credentials

    @property
    def slug(self) -> str:
        """The organization's short name, which is also its folder's."""
        return self.papers.name

    @property
    def people(self) -> Cast:
        """Who may do what."""
        return read_cast(self.papers / "master.toml")

    def person(self, connection: Connection, actor: Actor) -> Person:
        """Return one of the people, signed in; the secret of the papers is changed for another."""
        try:
            return signed_in(connection, state_dir(), self.slug, actor.email)
        except (ConfigError, DataError):
            person = first_signed_in(connection, self.slug, actor)
        keep(state_dir(), self.slug, person)
        return person

    def import_field_papers(self) -> None:
        """Take in the haulers' tickets and the well tests."""
        with connect(self.credentials.dsn("api"), application="wellflow-demo") as connection:
            person = self.person(connection, self.people.who_may("ticket.approve"))
            tenant = person.organization_id
            import_tickets(connection, tenant, self.papers / "tickets.csv", person=person)
            import_tests(connection, tenant, self.papers / "tests.csv", person=person)

    def import_statement(self) -> tuple[str, ...]:
        """Take in the purchasers' statements; return their numbers."""
        with connect(self.credentials.dsn("api"), application="wellflow-demo") as connection:
            person = self.person(connection, self.people.who_may("payment.prepare"))
            import_statements(
                connection, person.organization_id, self.papers / "statement.csv", person=person
            )
            return statement_numbers(self.papers / "statement.csv")

    def pay_owners(self, statement_number: str) -> None:
        """Prepare the payments as one person and release them as another."""
        preparer = self.people.who_may("payment.prepare")
        releaser = self.people.who_may("payment.release", other_than=preparer)
        with connect(self.credentials.dsn("api"), application="wellflow-demo") as connection:
            for actor, act in ((preparer, prepare_payments), (releaser, release_payments)):
                person = self.person(connection, actor)
                tenant = person.organization_id
                statement_id = statement_by_number(
                    connection, tenant, statement_number, person=person
                )
                act(connection, tenant, statement_id, person)
            anchor_after(connection, tenant, "payment", person)

    def close_month(self, month: date) -> None:
        """Close the month in the name of a person who may."""
        with connect(self.credentials.dsn("api"), application="wellflow-demo") as connection:
            person = self.person(connection, self.people.who_may("production.close"))
            close_production(connection, person.organization_id, month, person, uuid7())
            anchor_after(connection, person.organization_id, "close", person)

    def value_statement(self, statement_number: str) -> None:
        """Value one statement in the name of the person who prepares payments."""
        with connect(self.credentials.dsn("api"), application="wellflow-demo") as connection:
            person = self.person(connection, self.people.who_may("payment.prepare"))
            tenant = person.organization_id
            statement_id = statement_by_number(connection, tenant, statement_number, person=person)
            run_statement(connection, tenant, statement_id, person, uuid7())

    def figures(self, month: date) -> OperatorMonth:
        """Return what the month came to, as a person reads it who may see money."""
        with connect(self.credentials.dsn("api"), application="wellflow-demo") as connection:
            return operator_month(
                connection, self.person(connection, self.people.who_may("read.money")), month
            )


def statement_numbers(sheet: Path) -> tuple[str, ...]:
    """Return the numbers of the statements in a sheet, in order."""
    header, *lines = sheet.read_text(encoding="utf-8").splitlines()
    column = header.split(",").index("statement_number")
    return tuple(dict.fromkeys(line.split(",")[column] for line in lines if line))


def first_signed_in(connection: Connection, slug: str, actor: Actor) -> Person:
    """Sign in with the secret of the papers, and choose another: that one works once."""
    try:
        return sign_in(connection, slug, actor.email, actor.own_secret)
    except DataError:
        pass
    try:
        return sign_in(connection, slug, actor.email, actor.password)
    except SecretMustChange as must:
        return choose_secret(connection, slug, actor.email, must.token, actor.own_secret)


def close_month(instance: dg.DagsterInstance, operator: DemoOperator, month: date) -> None:
    """Draft the month, then close it in the name of a person who may."""
    runs.draft_month(instance, StoreResource(), month, operator.slug, has_filing=True)
    operator.close_month(month)


def value_statements(operator: DemoOperator) -> None:
    """Value every statement of the month and pay the owners."""
    for number in operator.import_statement():
        operator.value_statement(number)
        operator.pay_owners(number)
