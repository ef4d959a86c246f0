"""The simulated operators' month from readings to paid owners, beside what really happened."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from access.people import Person
from books.allocating.allocate import allocate_days
from books.closing.close import CloseReport, close_production
from books.filing.filing import prepare_filings
from books.measuring.measure import measure_days
from books.month.draft import build_month
from books.report import StageReport
from books.revenue.payments import prepare_payments, release_payments
from books.revenue.run import run_statement, statement_by_number
from domain.month.kinds import SALES
from exchange.statements import import_statements
from simulation.endpoints import Endpoints
from simulation.field.month import FieldRun
from simulation.papers.folder import write_papers
from simulation.texas import DEFAULT_MONTH, DEFAULT_SEED, texas_month
from storage.connections import Connection, connect
from storage.identity import uuid7
from storage.server.credentials import Credentials
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import ANY_STAGE
from tests.fixtures.simulated_people import person_who_may
from tests.integration.test_simulated_month_of_days import LAST_DAY, fill

pytestmark = pytest.mark.own_database

MONTH = DEFAULT_MONTH


@dataclass(frozen=True)
class Operator:
    """One operator whose readings arrived: its stages run as the pipeline, its people act."""

    run: FieldRun
    folder: Path
    organization_id: UUID
    api: Connection
    pipeline: Connection

    def person(self, capability: str) -> Person:
        return person_who_may(self.api, self.run, capability)

    def rows(self, statement: str, *params: object) -> list[tuple[object, ...]]:
        token = self.person("read.money").token
        with tenant_transaction(self.api, self.organization_id, token):
            return self.api.execute(statement.encode(), params or None).fetchall()

    def close_month(self) -> CloseReport:
        run_id, own = uuid7(), self.organization_id
        measure_days(self.pipeline, own, MONTH, LAST_DAY, run_id, actor=ANY_STAGE)
        allocate_days(self.pipeline, own, MONTH, LAST_DAY, run_id, actor=ANY_STAGE)
        build_month(self.pipeline, own, MONTH, run_id, actor=ANY_STAGE)
        prepare_filings(self.pipeline, own, MONTH, run_id, actor=ANY_STAGE)
        return close_production(self.api, own, MONTH, self.person("production.close"), run_id)

    def import_statements(self) -> None:
        import_statements(
            self.api, self.organization_id, self.folder / "statement.csv",
            person=self.person("payment.prepare"),
        )  # fmt: skip

    def pay_owners(self, number: str) -> StageReport:
        own, accountant = self.organization_id, self.person("payment.prepare")
        statement_id = statement_by_number(self.api, own, number, person=accountant)
        run_statement(self.api, own, statement_id, accountant, uuid7())
        prepare_payments(self.api, own, statement_id, accountant)
        return release_payments(self.api, own, statement_id, self.person("payment.release"))


@contextmanager
def operator_of(database: Credentials, folder: Path, place: int) -> Iterator[Operator]:
    texas = texas_month(MONTH, DEFAULT_SEED, Endpoints(broker_port=1, base_port=1000))
    papers = write_papers(texas.runs, MONTH, folder)[place]
    run, site = texas.runs[place]
    with (
        closing(connect(database.dsn("owner"), application="test")) as owner,
        closing(connect(database.dsn("api"), application="test")) as api,
        closing(connect(database.dsn("pipeline"), application="test")) as pipeline,
    ):
        yield Operator(run, papers, fill(owner, api, run, site, papers), api, pipeline)


@pytest.mark.parametrize("place", [pytest.param(0, marks=pytest.mark.slow), 1])
def test_simulated_month__closes_and_pays_its_owners(
    database: Credentials, tmp_path: Path, place: int
) -> None:
    with operator_of(database, tmp_path, place) as operator:
        run, report = operator.run, operator.close_month()
        assert (report.state, report.version, report.is_form_balanced) == ("closed", 1, True)
        assert report.rows["compliance_row"] == len(run.plan.units)
        made = sum(battery.produced_bbl for battery in run.truth.batteries.values())
        assert float(report.figures["oil_bbl"]) == pytest.approx(made, rel=0.01)

        operator.import_statements()
        numbers = operator.rows("select statement_number from wellflow.statement")
        reports = [operator.pay_owners(str(number)) for (number,) in numbers]
        paid = sum((Decimal(each.figures["owners_paid_usd"]) for each in reports), Decimal(0))
        ((due, payable),) = operator.rows(
            "select sum(net_usd), sum(net_usd) filter (where pay_status = 'pay')"
            " from wellflow.owner_revenue"
        )
        assert operator.rows("select sum(net_usd) from wellflow.revenue_run") == [(due,)]
        assert due is not None
        assert paid == payable


@pytest.mark.slow
def test_simulated_month__trued_up_to_the_statement_still_balances(
    database: Credentials, tmp_path: Path
) -> None:
    with operator_of(database, tmp_path, 0) as operator:
        operator.import_statements()
        report = operator.close_month()
        sold = operator.rows(
            "select d.product::text, sum(d.volume), (select sum(l.volume)"
            " from wellflow.statement_line l where l.product = d.product)"
            " from wellflow.disposition_month d where d.kind::text = any(%s)"
            " group by d.product",
            sorted(SALES),
        )
        assert report.is_form_balanced
        assert len(sold) == 2
        assert all(booked == settled for _, booked, settled in sold)
