"""A production month closes by steps, by a person who may, and refuses change afterwards."""

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from psycopg import IsolationLevel

from access.people import Person
from books.filing.filing import PRODUCTION_REPORT
from domain.errors import DataError, PeriodClosed, WellflowError
from storage.connections import Connection, connect
from storage.rows.directory import Organization
from storage.server.credentials import Credentials, Role
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import PutPerson
from tests.fixtures.tenant_rows import put

Open = Callable[[Role], Connection]
MARCH = date(2026, 3, 1)
FIFTH = date(2026, 3, 5)
APRIL = date(2026, 4, 1)


@dataclass(frozen=True)
class Month:
    """A tenant with one open production month and something to put in it.

    Stages write by `conn`, the pipeline's; people act by `api`.
    """

    conn: Connection
    api: Connection
    own: UUID
    closer: Person
    reader: Person
    filer: Person
    completion: UUID
    facility: UUID
    unit: UUID
    report: UUID

    def turn(self, state: str, *, person: Person | None = None) -> None:
        conn = self.conn if person is None else self.api
        with tenant_transaction(conn, self.own, person and person.token):
            conn.execute("update wellflow.production_period set state = %s", (state,))

    def close(self) -> None:
        self.turn("closing", person=self.closer)
        self.turn("closed", person=self.closer)

    def fill(self, month: date) -> None:
        put(self.conn, self.own, "day_state", produced_on=month)
        put(self.conn, self.own, "measured_day", completion_id=self.completion, produced_on=month)
        put(self.conn, self.own, "allocated_day", completion_id=self.completion, produced_on=month)
        put(self.conn, self.own, "tank_ledger_day", facility_id=self.facility, produced_on=month)
        put(self.conn, self.own, "allocated_month", completion_id=self.completion, month=month)
        put(self.conn, self.own, "disposition_month", reporting_unit_id=self.unit, month=month)


@pytest.fixture
def month(
    connection: Open,
    organization: Callable[..., Organization],
    maker: Connection,
    person_with: PutPerson,
) -> Month:
    own = organization().organization_id
    people = {
        "closer": person_with(own, "Closer", "production.close"),
        "reader": person_with(own, "Reader", "read.field", "read.volume"),
        "filer": person_with(own, "Filer", "filing.submit"),
    }
    with tenant_transaction(maker, own):
        company = put(maker, own, "company")
        well = put(maker, own, "well")
        made = Month(
            connection("pipeline"), connection("api"), own, **people,
            completion=put(maker, own, "completion", well_id=well),
            facility=put(maker, own, "facility"),
            unit=put(maker, own, "reporting_unit", operator_id=company),
            report=put(maker, own, "compliance_report"),
        )  # fmt: skip
        put(
            maker, own, "compliance_row",
            compliance_report_id=made.report, reporting_unit_id=made.unit,
        )  # fmt: skip
        put(maker, own, "production_period", month=MARCH)
    with tenant_transaction(made.conn, own):
        made.fill(MARCH)
    return made


CHANGES = {
    table: f"delete from wellflow.{table}"
    for table in (
        "day_state", "measured_day", "allocated_day", "tank_ledger_day", "allocated_month",
        "disposition_month", "compliance_row",
    )
}  # fmt: skip


def test_open_month__takes_changes(month: Month) -> None:
    with tenant_transaction(month.conn, month.own):
        for change in CHANGES.values():
            assert month.conn.execute(change.encode()).rowcount == 1
        month.fill(MARCH)


def test_closed_month__refuses_every_change_and_others_go_on(month: Month) -> None:
    month.close()
    for change in CHANGES.values():
        with (
            pytest.raises(PeriodClosed, match="2026-03 is closed at version 1"),
            tenant_transaction(month.conn, month.own),
        ):
            month.conn.execute(change.encode())
    for table, columns in (
        ("measured_day", {"completion_id": month.completion, "quantity": "water"}),
        ("day_state", {"produced_on": FIFTH}),
        ("allocated_day", {"completion_id": month.completion, "produced_on": FIFTH}),
        ("tank_ledger_day", {"facility_id": month.facility, "produced_on": FIFTH}),
        ("disposition_month", {"reporting_unit_id": month.unit, "kind": "truck"}),
        ("allocated_month", {"completion_id": month.completion, "version": 2}),
        ("compliance_report", {"version": 2}),
    ):
        with pytest.raises(PeriodClosed), tenant_transaction(month.conn, month.own):
            put(month.conn, month.own, table, **columns)
    with tenant_transaction(month.conn, month.own):
        month.fill(APRIL)


def test_closed_month__refuses_the_owner_too(month: Month, connection: Open) -> None:
    month.close()
    owner = connection("owner")
    with pytest.raises(PeriodClosed), tenant_transaction(owner, month.own):
        owner.execute("update wellflow.allocated_day set oil_bbl = 1")
    with pytest.raises(PeriodClosed), tenant_transaction(owner, month.own):
        owner.execute("update wellflow.measured_day set produced_on = %s", (APRIL,))


def close_then_write(month: Month, early: Connection) -> None:
    """Write a day through a connection that has looked at the month before it closed."""
    with tenant_transaction(early, month.own, month.closer.token):
        early.execute("select 1 from wellflow.production_period")
        month.close()
        put(early, month.own, "allocated_day", completion_id=month.completion, produced_on=FIFTH)


@pytest.mark.parametrize("role", ["pipeline", "api"])
def test_closed_month__cannot_be_got_round(month: Month, connection: Open, role: Role) -> None:
    """Not by leaving the tenant in the same statement, nor by looking at it as it was before."""
    early = connection(role)
    early.isolation_level = IsolationLevel.REPEATABLE_READ
    with pytest.raises(DataError, match=r"(written|write) at read committed"):
        close_then_write(month, early)
    conn = connection(role)
    for change in CHANGES.values():
        leaving = f"{change} returning set_config('app.organization_id', '', true)"
        with (
            pytest.raises(DataError, match="organization in scope changed"),
            tenant_transaction(conn, month.own, month.closer.token),
        ):
            conn.execute(leaving.encode())
    for change in (
        "update wellflow.production_period set state = 'open'",
        "update wellflow.production_period set version = 0",
        "update wellflow.production_period set month = '2026-05-01'",
        "delete from wellflow.production_period",
    ):
        with (
            pytest.raises(WellflowError, match=r"closed at version 1|refused|permission denied"),
            tenant_transaction(conn, month.own, month.closer.token),
        ):
            conn.execute(change.encode())


@pytest.mark.parametrize("role", ["pipeline", "api", "owner"])
def test_truncate__is_refused_whoever_asks(month: Month, connection: Open, role: Role) -> None:
    conn = connection(role)
    for table in (*CHANGES, "compliance_report", "production_period", "revenue_run"):
        with (
            pytest.raises(WellflowError, match=r"TRUNCATE of .* refused|permission denied"),
            tenant_transaction(conn, month.own),
        ):
            conn.execute(f"truncate wellflow.{table} cascade".encode())


def test_closed_month__keeps_what_any_state_filed(month: Month) -> None:
    columns = {"report_type": PRODUCTION_REPORT, "version": 1}
    with tenant_transaction(month.conn, month.own):
        filed = put(month.conn, month.own, "compliance_report", form_code="NM-A", **columns)
        nil = put(month.conn, month.own, "compliance_report", form_code="NM-B", **columns)
        put(
            month.conn, month.own, "compliance_row",
            compliance_report_id=filed, reporting_unit_id=month.unit,
        )  # fmt: skip
    month.close()
    for change, report in (
        ("delete from wellflow.compliance_row where compliance_report_id = %s", filed),
        ("delete from wellflow.compliance_report where id = %s", nil),
        ("insert into wellflow.compliance_report select (jsonb_populate_record(r,"
         " jsonb_build_object('id', gen_random_uuid(), 'version', 2))).*"
         " from wellflow.compliance_report r where id = %s", nil),
    ):  # fmt: skip
        with (
            pytest.raises(PeriodClosed, match="2026-03 is closed at version 1"),
            tenant_transaction(month.conn, month.own),
        ):
            month.conn.execute(change.encode(), (report,))


def test_closed_month__lets_its_report_go_to_the_agency(month: Month) -> None:
    month.close()
    with tenant_transaction(month.api, month.own, month.filer.token):
        month.api.execute("update wellflow.compliance_report set status = 'submitted'")
        shown = month.api.execute("select status::text from wellflow.compliance_report").fetchall()
    assert shown == [("submitted",)]


def test_close__counts_the_version_and_names_the_person(month: Month) -> None:
    month.close()
    with tenant_transaction(month.conn, month.own):
        row = month.conn.execute(
            "select state, version, closed_by, closed_at is not null"
            " from wellflow.production_period"
        ).fetchone()
    assert row == ("closed", 1, month.closer.app_user_id, True)


@pytest.mark.parametrize("who", ["nobody", "reader"])
def test_close__needs_a_person_with_the_capability(month: Month, who: str) -> None:
    person = month.reader if who == "reader" else None
    with pytest.raises(DataError, match=r"production\.close|no standing order"):
        month.turn("closing", person=person)
    with tenant_transaction(month.api, month.own):
        touched = month.api.execute("update wellflow.production_period set state = 'closing'")
    assert touched.rowcount == 0


def test_states__follow_one_another(month: Month) -> None:
    with pytest.raises(DataError, match="cannot go from open to closed"):
        month.turn("closed", person=month.closer)
    month.turn("closing", person=month.closer)
    month.turn("open", person=month.closer)
    month.close()
    for state in ("open", "closing"):
        with pytest.raises(PeriodClosed):
            month.turn(state, person=month.closer)


def test_period__starts_open(month: Month) -> None:
    with pytest.raises(DataError, match="starts open"), tenant_transaction(month.conn, month.own):
        put(month.conn, month.own, "production_period", month=APRIL, state="closed")


def test_writer__waits_for_a_close_that_is_under_way_and_is_refused(
    month: Month, database: Credentials
) -> None:
    """A row that is written while its month closes must not slip in."""
    month.turn("closing", person=month.closer)
    answers: list[Exception | None] = []
    at_work: list[int] = []

    def write() -> None:
        with closing(connect(database.dsn("pipeline"), application="writer")) as conn:
            at_work.append(conn.info.backend_pid)
            try:
                with tenant_transaction(conn, month.own):
                    put(conn, month.own, "measured_day", completion_id=month.completion,
                        quantity="gas", unit="mcf", native_unit="mcf")  # fmt: skip
                answers.append(None)
            except PeriodClosed as closed:
                answers.append(closed)

    writer = threading.Thread(target=write)
    with tenant_transaction(month.api, month.own, month.closer.token):
        month.api.execute("update wellflow.production_period set state = 'closed'")
        writer.start()
        waiting = (
            "select count(*) from pg_locks where not granted and %s = any (pg_blocking_pids(pid))"
        )
        closer = (month.api.info.backend_pid,)
        with closing(connect(database.dsn("owner"), application="watch", autocommit=True)) as watch:
            while watch.execute(waiting, closer).fetchone() == (0,):
                assert writer.is_alive()
    writer.join(30)
    assert [type(answer) for answer in answers] == [PeriodClosed]
