"""A simulated month in the books: its papers are taken, and what is measured is near the truth."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from access.people import Person
from books.allocating.allocate import allocate_days
from books.closing.close import close_production
from books.measuring.measure import measure_days
from books.report import StageReport
from books.revenue.payments import prepare_payments, release_payments
from books.revenue.run import run_statement, statement_by_number
from domain.measurement.reading import Reading
from exchange.master import import_master, read_master
from exchange.statements import import_statements
from exchange.tags import apply_tags
from exchange.tests import import_tests
from exchange.tickets import import_tickets
from ingest.forwarding.forwarder import Forwarder
from ingest.site.models import Site
from ingest.spool.spool import Spool
from simulation.endpoints import Endpoints
from simulation.field.brazos_bend import brazos_bend
from simulation.field.month import FieldRun, run_field
from simulation.field.pecos_ridge import pecos_ridge
from simulation.field.timeline import month_timeline
from simulation.field_sites import field_site
from simulation.papers.folder import write_papers
from storage.connections import Connection
from storage.identity import uuid7
from storage.rows.directory import Organization
from storage.server.credentials import Role
from tests.fixtures.signed_in import ANY_STAGE
from tests.fixtures.simulated_people import person_who_may

pytestmark = pytest.mark.own_database

MONTH = date(2026, 3, 1)
LAST = date(2026, 3, 31)
SEED = 7
PLANS = {"brazos-bend": brazos_bend, "pecos-ridge": pecos_ridge}


@dataclass
class Office:
    """One operator with its papers, its field and connections of every login."""

    organization: Organization
    run: FieldRun
    site: Site
    folder: Path
    owner: Connection
    conn: Connection
    pipeline: Connection

    def person(self, capability: str) -> Person:
        return person_who_may(self.conn, self.run, capability)

    def take_papers(self, spool: Spool, dsn: str) -> None:
        own = self.organization.organization_id
        master = read_master(self.folder / "master.toml")
        import_master(self.owner, own, master, source="master.toml")
        approver = self.person("ticket.approve")
        import_tickets(self.conn, own, self.folder / "tickets.csv", person=approver)
        import_tests(self.conn, own, self.folder / "tests.csv", person=approver)
        apply_tags(self.conn, own, self.person("tag.configure"), self.site)
        now = datetime.now(UTC)
        for samples in self.run.samples.values():
            spool.append(
                [
                    Reading.at(tag, sample.observed_at, now, signal.value, int(signal.quality))
                    for sample in samples
                    for tag, signal in sample.signals.items()
                ]
            )
        forwarder = Forwarder(spool, lambda: dsn)
        with closing(forwarder):
            while not spool.is_empty():
                forwarder.forward_once()

    def books(self) -> tuple[StageReport, StageReport]:
        own = self.organization.organization_id
        return (
            measure_days(self.pipeline, own, MONTH, LAST, uuid7(), actor=ANY_STAGE),
            allocate_days(self.pipeline, own, MONTH, LAST, uuid7(), actor=ANY_STAGE),
        )


@pytest.fixture
def office(
    request: pytest.FixtureRequest,
    organization: Callable[..., Organization],
    collector: Callable[[str, str], str],
    connection: Callable[[Role], Connection],
    tmp_path: Path,
) -> Office:
    slug = request.param
    plan = PLANS[slug](SEED)
    run = run_field(plan, month_timeline(MONTH), SEED)
    site = field_site(plan, Endpoints(broker_port=1883, base_port=15020), MONTH.year)
    write_papers([(run, site)], MONTH, tmp_path)
    made = organization(slug)
    office = Office(
        made, run, site, tmp_path / slug, connection("owner"), connection("api"),
        connection("pipeline"),
    )  # fmt: skip
    with closing(Spool(tmp_path / "spool.db")) as spool:
        office.take_papers(spool, collector(slug, site.collector.name))
    return office


def oil_bbl(office: Office) -> float:
    return sum(each.produced_bbl for each in office.run.truth.batteries.values())


@pytest.mark.parametrize(
    "office",
    ["pecos-ridge", pytest.param("brazos-bend", marks=pytest.mark.slow)],
    indirect=True,
)
def test_month__is_measured_allocated_closed_and_paid(office: Office) -> None:
    own = office.organization.organization_id
    _, allocated = office.books()
    assert allocated.figures["failed_days"] == 0, allocated.flags
    assert float(str(allocated.figures["oil_measured_bbl"])) == pytest.approx(
        oil_bbl(office), rel=0.004
    )
    closed = close_production(office.conn, own, MONTH, office.person("production.close"), uuid7())
    assert closed.state == "closed"
    preparer, releaser = office.person("payment.prepare"), office.person("payment.release")
    import_statements(office.conn, own, office.folder / "statement.csv", person=preparer)
    number = f"{office.run.plan.oil_purchaser}-202603"
    statement = statement_by_number(office.conn, own, number, person=preparer)
    revenue = run_statement(office.conn, own, statement, preparer, uuid7())
    prepared = prepare_payments(office.conn, own, statement, preparer)
    release_payments(office.conn, own, statement, releaser)
    paid = Decimal(str(prepared.figures["payable_usd"])) + Decimal(
        str(prepared.figures["held_usd"])
    )
    assert paid == Decimal(str(revenue.figures["net_usd"]))
