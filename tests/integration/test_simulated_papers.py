"""The papers of the simulated operators, imported twice by people who may."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from access.people import Person
from demo.cast import Cast, read_cast
from exchange.deposit import ImportReport
from exchange.master import create_tenant, import_master, read_master
from exchange.statements import import_statements
from exchange.tests import import_tests
from exchange.tickets import import_tickets
from simulation import texas as simulated
from simulation.endpoints import Endpoints
from storage.connections import Connection
from storage.identity import stable_id
from storage.rows.directory import Organization
from storage.server.credentials import Role
from tests.fixtures.field_month import MONTH
from tests.fixtures.signed_in import SignIn


def somebody_who_may(
    people: Cast, sign_in_as: SignIn, own: Organization, capability: str
) -> Person:
    """Return the first of an operator's people with a capability, signed in."""
    email = people.who_may(capability).email
    return sign_in_as(own.organization_id, stable_id(own.slug, "app_user", email))


def import_records(
    conn: Connection, folder: Path, may: Callable[[str], Person]
) -> list[ImportReport]:
    """Import a folder's papers of the field and of purchasers, each by somebody who may."""
    pumper, accountant = may("ticket.approve"), may("payment.prepare")
    own = pumper.organization_id
    return [
        import_tests(conn, own, folder / "tests.csv", person=pumper),
        import_tickets(conn, own, folder / "tickets.csv", person=pumper),
        import_statements(conn, own, folder / "statement.csv", person=accountant),
    ]


@pytest.mark.own_database
def test_papers_of_the_simulated_field__all_import_twice(
    connection: Callable[[Role], Connection], maker: Connection, sign_in_as: SignIn, tmp_path: Path
) -> None:
    field = simulated.texas_month(MONTH, simulated.DEFAULT_SEED, Endpoints(1883, base_port=15020))
    simulated.write_texas_papers(field, MONTH, tmp_path)
    for slug in ("brazos-bend", "pecos-ridge"):
        folder = tmp_path / slug
        content = read_master(folder / "master.toml")
        own = create_tenant(maker, content, source="master.toml")
        may = partial(
            somebody_who_may, read_cast(folder / "master.toml"), sign_in_as, Organization(own, slug)
        )
        conn = connection("api")
        founded = import_master(maker, own, content, source="master.toml")
        again = partial(import_master, conn, own, content, source="master.toml")
        for is_first in (True, False):
            reports = [
                founded if is_first else again(person=may("user.manage")),
                *import_records(conn, folder, may),
            ]
            n_new = [sum(report.inserted.values()) for report in reports]
            assert all(n_new) if is_first else not any(n_new)
            assert reports[0].updated == {}
