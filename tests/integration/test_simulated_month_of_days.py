"""The simulated operator's month through both daily stages, beside what really happened."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from books.allocating.allocate import allocate_days
from books.measuring.measure import measure_days
from books.report import StageReport
from exchange.master import create_tenant, import_master, read_master
from exchange.tags import apply_tags
from exchange.tests import import_tests
from exchange.tickets import import_tickets
from ingest.site.models import Site
from simulation.endpoints import Endpoints
from simulation.field.month import FieldRun
from simulation.papers.folder import write_papers
from simulation.texas import DEFAULT_MONTH, DEFAULT_SEED, texas_month
from storage.bulk import insert_rows
from storage.connections import connect
from storage.identity import uuid7
from storage.server.credentials import Credentials
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import ANY_STAGE
from tests.fixtures.simulated_people import person_who_may

pytestmark = pytest.mark.own_database

LAST_DAY = date(2026, 3, 31)


@dataclass
class MonthOfDays:
    """One operator's month after both stages."""

    run: FieldRun
    conn: psycopg.Connection
    organization_id: UUID
    measured: StageReport
    allocated: StageReport

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with tenant_transaction(self.conn, self.organization_id):
            return self.conn.execute(statement).fetchall()


def fill(
    owner: psycopg.Connection, api: psycopg.Connection, run: FieldRun, site: Site, folder: Path
) -> UUID:
    """Store master data, papers, tags and the readings that the devices would have sent."""
    content = read_master(folder / "master.toml")
    organization_id = create_tenant(owner, content, source="master.toml")
    import_master(owner, organization_id, content, source="master.toml")
    approver = person_who_may(api, run, "ticket.approve")
    import_tickets(api, organization_id, folder / "tickets.csv", person=approver)
    import_tests(api, organization_id, folder / "tests.csv", person=approver)
    apply_tags(api, organization_id, person_who_may(api, run, "tag.configure"), site)
    with tenant_transaction(owner, organization_id):
        tags: dict[str, UUID] = dict(
            owner.execute("select tag_name, id from wellflow.tag").fetchall()
        )
        instants = run.timeline.instants
        owner.execute("select scada.ensure_partitions(%s, %s)", (instants[0], instants[-1]))
        insert_rows(
            owner,
            "reading",
            (
                {
                    "organization_id": organization_id,
                    "tag_id": tags[name],
                    "observed_at": sample.observed_at,
                    "received_at": sample.observed_at + timedelta(seconds=1),
                    "value": signal.value,
                    "quality": int(signal.quality),
                }
                for samples in run.samples.values()
                for sample in samples
                for name, signal in sample.signals.items()
            ),
        )
    return organization_id


@pytest.fixture
def month(database: Credentials, tmp_path: Path) -> Iterator[MonthOfDays]:
    """The Texas operator's March, measured and allocated as the pipeline's role."""
    texas = texas_month(DEFAULT_MONTH, DEFAULT_SEED, Endpoints(broker_port=1, base_port=1000))
    folders = write_papers(texas.runs, DEFAULT_MONTH, tmp_path)
    run, site = texas.runs[0]
    with (
        closing(connect(database.dsn("owner"), application="test")) as owner,
        closing(connect(database.dsn("api"), application="test")) as api,
        closing(connect(database.dsn("pipeline"), application="test")) as conn,
    ):
        organization_id = fill(owner, api, run, site, folders[0])
        run_id = uuid7()
        yield MonthOfDays(
            run,
            conn,
            organization_id,
            measure_days(conn, organization_id, DEFAULT_MONTH, LAST_DAY, run_id, actor=ANY_STAGE),
            allocate_days(conn, organization_id, DEFAULT_MONTH, LAST_DAY, run_id, actor=ANY_STAGE),
        )


def check_no_day_fails_and_nothing_is_lost(month: MonthOfDays) -> None:
    assert month.measured.figures["days"] == 31
    assert month.allocated.figures["failed_days"] == 0
    for name, figure in month.allocated.figures.items():
        if "residual" in name:
            assert figure == 0, name
    assert month.rows("select count(*) from wellflow.day_state where outcome = 'failed'") == [(0,)]


def check_oil_of_each_battery_is_what_was_made(month: MonthOfDays) -> None:
    rows = month.rows(
        "select f.facility_code, l.produced_on, l.produced_nsv_bbl, l.closing_nsv_bbl"
        " from wellflow.tank_ledger_day l join wellflow.facility f on f.id = l.facility_id"
        " order by 1, 2"
    )
    assert len(rows) == 31 * len(month.run.plan.batteries)
    made: dict[str, Decimal] = {}
    for code, produced_on, produced, left in rows:
        truth = month.run.truth.days[produced_on, code]  # type: ignore[index]
        assert float(produced) == pytest.approx(truth.produced_bbl, abs=6), produced_on  # type: ignore[arg-type]
        assert float(left) == pytest.approx(truth.closing_bbl, abs=4), produced_on  # type: ignore[arg-type]
        made[str(code)] = made.get(str(code), Decimal(0)) + produced  # type: ignore[operator]
    for code, produced in made.items():
        truth = month.run.truth.batteries[code]
        assert float(produced) == pytest.approx(truth.produced_bbl, rel=0.01)


def check_gas_and_water_are_what_the_meters_passed(month: MonthOfDays) -> None:
    gas = sum(t.gas_sold_mcf + t.gas_fuel_mcf + t.gas_flared_mcf
              for t in month.run.truth.batteries.values())  # fmt: skip
    gas += sum(month.run.truth.wells[well.well_name].gas_mcf for well in month.run.plan.gas_wells)
    water = sum(truth.water_bbl for truth in month.run.truth.batteries.values())
    assert float(month.allocated.figures["gas_measured_mcf"]) == pytest.approx(gas, rel=1e-3)
    assert float(month.allocated.figures["water_measured_bbl"]) == pytest.approx(water, rel=1e-3)


def check_hours_on_are_those_that_wells_ran(month: MonthOfDays) -> None:
    rows = month.rows(
        "select w.well_name, sum(a.hours_on), sum(a.hours_in_day) from wellflow.allocated_day a"
        " join wellflow.completion c on c.id = a.completion_id"
        " join wellflow.well w on w.id = c.well_id group by 1"
    )
    assert len(rows) == len(month.run.plan.wells) + len(month.run.plan.gas_wells)
    for name, hours_on, hours in rows:
        assert hours == Decimal(31 * 24 - 1)
        truth = month.run.truth.wells[str(name)]
        assert float(hours_on) == pytest.approx(truth.hours_on, abs=2.0), name  # type: ignore[arg-type]


def check_one_day_again_gives_the_same_rows(month: MonthOfDays) -> None:
    stored = {
        "measured_day": "select id, amount, flags, input_hash from wellflow.measured_day"
        " where produced_on = '2026-03-07' order by 1",
        "allocated_day": "select completion_id, oil_bbl, gas_mcf, water_bbl, flags, input_hash"
        " from wellflow.allocated_day where produced_on = '2026-03-07' order by 1",
    }
    first = {table: month.rows(statement) for table, statement in stored.items()}
    day, run_id = date(2026, 3, 7), uuid7()
    measure_days(month.conn, month.organization_id, day, day, run_id, actor=ANY_STAGE)
    allocate_days(month.conn, month.organization_id, day, day, run_id, actor=ANY_STAGE)
    assert {table: month.rows(statement) for table, statement in stored.items()} == first


def test_month__days_are_what_really_happened(month: MonthOfDays) -> None:
    check_no_day_fails_and_nothing_is_lost(month)
    check_oil_of_each_battery_is_what_was_made(month)
    check_gas_and_water_are_what_the_meters_passed(month)
    check_hours_on_are_those_that_wells_ran(month)
    check_one_day_again_gives_the_same_rows(month)
