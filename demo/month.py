"""The month of one operator after its readings arrived: papers, days, close, statement, owners.

The same steps a person would take, each by the function that the command line or Dagster calls.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import dagster as dg

from access.people import sign_in
from assets.store import StoreResource
from books.revenue.payments import prepare_payments, release_payments
from books.revenue.run import statement_by_number
from demo.cast import Actor, Cast, read_cast
from exchange.statements import import_statements
from exchange.tests import import_tests
from exchange.tickets import import_tickets
from pipelines import runs
from storage.connections import connect
from storage.rows.directory import organization_id
from storage.server.credentials import Credentials


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

    def import_field_papers(self) -> None:
        """Take in the haulers' tickets and the well tests."""
        with connect(self.credentials.dsn("api"), application="wellflow-demo") as connection:
            tenant = organization_id(connection, self.slug)
            import_tickets(connection, tenant, self.papers / "tickets.csv")
            import_tests(connection, tenant, self.papers / "tests.csv")

    def import_statement(self) -> tuple[str, ...]:
        """Take in the purchasers' statements; return their numbers."""
        with connect(self.credentials.dsn("api"), application="wellflow-demo") as connection:
            tenant = organization_id(connection, self.slug)
            import_statements(connection, tenant, self.papers / "statement.csv")
            return statement_numbers(self.papers / "statement.csv")

    def pay_owners(self, statement_number: str) -> None:
        """Prepare the payments as one person and release them as another."""
        preparer = self.people.who_may("payment.prepare")
        releaser = self.people.who_may("payment.release", other_than=preparer)
        with connect(self.credentials.dsn("api"), application="wellflow-demo") as connection:
            tenant = organization_id(connection, self.slug)
            statement_id = statement_by_number(connection, tenant, statement_number)
            for actor, act in ((preparer, prepare_payments), (releaser, release_payments)):
                person = sign_in(connection, self.slug, actor.email, actor.password)
                act(connection, tenant, statement_id, person)

    def tenant(self) -> UUID:
        """Return the organization's id."""
        with connect(self.credentials.dsn("api"), application="wellflow-demo") as connection:
            return organization_id(connection, self.slug)


def statement_numbers(sheet: Path) -> tuple[str, ...]:
    """Return the numbers of the statements in a sheet, in order."""
    header, *lines = sheet.read_text(encoding="utf-8").splitlines()
    column = header.split(",").index("statement_number")
    return tuple(dict.fromkeys(line.split(",")[column] for line in lines if line))


def acting(actor: Actor) -> StoreResource:
    """Return the books as a person of the operator reaches them through Dagster."""
    return StoreResource(person_password=actor.password)


def close_month(instance: dg.DagsterInstance, operator: DemoOperator, month: date) -> None:
    """Draft the month, then close it in the name of a person who may."""
    runs.draft_month(instance, StoreResource(), month, operator.slug, has_filing=True)
    closer = operator.people.who_may("production.close")
    runs.close_month(instance, acting(closer), month, operator.slug, closer.email)


def value_statements(instance: dg.DagsterInstance, operator: DemoOperator) -> None:
    """Value every statement of the month and pay the owners."""
    accountant = operator.people.who_may("payment.prepare")
    for number in operator.import_statement():
        runs.value_statement(instance, acting(accountant), operator.slug, number, accountant.email)
        operator.pay_owners(number)
