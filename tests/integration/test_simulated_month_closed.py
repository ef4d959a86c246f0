"""The simulated operators' month from readings to paid owners, beside what really happened."""

from contextlib import closing
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from access.people import Person, sign_in
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
from simulation.papers.master import password_of
from simulation.texas import DEFAULT_MONTH, DEFAULT_SEED, texas_month
from storage.connections import Connection, connect
from storage.identity import uuid7
from storage.server.credentials import Credentials
from storage.tenant import tenant_transaction
from tests.integration.test_simulated_month_of_days import LAST_DAY, fill

pytestmark = pytest.mark.own_database

MONTH = DEFAULT_MONTH


def person_of(conn: Connection, run: FieldRun, capability: str) -> Person:
    found = next(each for each in run.plan.people if capability in each.capabilities)
    return sign_in(conn, run.plan.slug, found.email, password_of(run.seed, found.email))


def close_month(conn: Connection, run: FieldRun, organization_id: UUID) -> CloseReport:
    run_id = uuid7()
    measure_days(conn, organization_id, MONTH, LAST_DAY, run_id)
    allocate_days(conn, organization_id, MONTH, LAST_DAY, run_id)
    build_month(conn, organization_id, MONTH, run_id)
    prepare_filings(conn, organization_id, MONTH, run_id)
    closer = person_of(conn, run, "production.close")
    return close_production(conn, organization_id, MONTH, closer, run_id)


def pay_owners(conn: Connection, run: FieldRun, organization_id: UUID, number: str) -> StageReport:
    statement_id = statement_by_number(conn, organization_id, number)
    accountant = person_of(conn, run, "payment.prepare")
    run_statement(conn, organization_id, statement_id, accountant, uuid7())
    prepare_payments(conn, organization_id, statement_id, accountant)
    return release_payments(
        conn, organization_id, statement_id, person_of(conn, run, "payment.release")
    )


@pytest.mark.parametrize("place", [pytest.param(0, marks=pytest.mark.slow), 1])
def test_simulated_month__closes_and_pays_its_owners(
    database: Credentials, tmp_path: Path, place: int
) -> None:
    texas = texas_month(MONTH, DEFAULT_SEED, Endpoints(broker_port=1, base_port=1000))
    folder = write_papers(texas.runs, MONTH, tmp_path)[place]
    run, site = texas.runs[place]
    with (
        closing(connect(database.dsn("owner"), application="test")) as owner,
        closing(connect(database.dsn("pipeline"), application="test")) as conn,
    ):
        organization_id = fill(owner, run, site, folder)
        report = close_month(conn, run, organization_id)
        assert (report.state, report.version, report.is_form_balanced) == ("closed", 1, True)
        assert report.rows["compliance_row"] == len(run.plan.units)
        made = sum(battery.produced_bbl for battery in run.truth.batteries.values())
        assert float(report.figures["oil_bbl"]) == pytest.approx(made, rel=0.01)

        import_statements(conn, organization_id, folder / "statement.csv")
        with tenant_transaction(conn, organization_id):
            numbers = conn.execute("select statement_number from wellflow.statement").fetchall()
        reports = [pay_owners(conn, run, organization_id, number) for (number,) in numbers]
        paid = sum((Decimal(each.figures["owners_paid_usd"]) for each in reports), Decimal(0))
        with tenant_transaction(conn, organization_id):
            due = conn.execute(
                "select sum(net_usd), sum(net_usd) filter (where pay_status = 'pay')"
                " from wellflow.owner_revenue"
            ).fetchone()
            booked = conn.execute("select sum(net_usd) from wellflow.revenue_run").fetchone()
        assert due is not None
        assert booked == (due[0],)
        assert paid == due[1]


@pytest.mark.slow
def test_simulated_month__trued_up_to_the_statement_still_balances(
    database: Credentials, tmp_path: Path
) -> None:
    texas = texas_month(MONTH, DEFAULT_SEED, Endpoints(broker_port=1, base_port=1000))
    folder = write_papers(texas.runs, MONTH, tmp_path)[0]
    run, site = texas.runs[0]
    with (
        closing(connect(database.dsn("owner"), application="test")) as owner,
        closing(connect(database.dsn("pipeline"), application="test")) as conn,
    ):
        organization_id = fill(owner, run, site, folder)
        import_statements(conn, organization_id, folder / "statement.csv")
        report = close_month(conn, run, organization_id)
        with tenant_transaction(conn, organization_id):
            sold = conn.execute(
                "select d.product::text, sum(d.volume), (select sum(l.volume)"
                " from wellflow.statement_line l where l.product = d.product)"
                " from wellflow.disposition_month d where d.kind::text = any(%s)"
                " group by d.product",
                (sorted(SALES),),
            ).fetchall()
        assert report.is_form_balanced
        assert len(sold) == 2
        assert all(booked == settled for _, booked, settled in sold)
