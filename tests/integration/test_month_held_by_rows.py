"""Writers and the close of a month exclude each other by the month's own row."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import pytest

from access.people import Person
from domain.errors import DataError, PeriodClosed, StorageError, WellflowError
from storage.connections import Connection, connect
from storage.rows import periods
from storage.rows.directory import Organization
from storage.server.credentials import Credentials, Role
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import PutPerson
from tests.fixtures.tenant_rows import put

Open = Callable[[Role], Connection]
MARCH = date(2026, 3, 1)
APRIL = date(2026, 4, 1)
ROUNDS: Final = 60
WAITS: Final = (
    "select count(*) from pg_locks where not granted"
    " and (pid = %(pid)s or %(pid)s = any (pg_blocking_pids(pid)))"
)


@dataclass(frozen=True)
class Lease:
    """A tenant, and somebody who may close."""

    database: Credentials
    own: UUID
    closer: Person

    @contextmanager
    def at_work(
        self, role: Role = "pipeline", *, token: str | None = None, patience_s: float = 60
    ) -> Iterator[Connection]:
        address = self.database.dsn(role)
        with (
            closing(connect(address, application="worker", lock_timeout_s=patience_s)) as conn,
            tenant_transaction(conn, self.own, token),
        ):
            yield conn

    def write(self, conn: Connection, day: date) -> None:
        put(conn, self.own, "day_state", produced_on=day)

    def close(self, month: date) -> None:
        with self.at_work("api", token=self.closer.token) as conn:
            periods.hold_month(conn, self.own, month)
            for state in ("closing", "closed"):
                conn.execute(
                    "update wellflow.production_period set state = %s where month = %s",
                    (state, month),
                )

    def days(self) -> int:
        with self.at_work() as conn:
            row = conn.execute("select count(*) from wellflow.day_state").fetchone()
        return int(row[0]) if row is not None else -1


@pytest.fixture
def lease(
    database: Credentials,
    organization: Callable[..., Organization],
    person_with: PutPerson,
) -> Lease:
    own = organization().organization_id
    return Lease(database, own, person_with(own))


def in_thread(work: Callable[[], None]) -> tuple[threading.Thread, list[WellflowError | None]]:
    """Start work that may be refused, and gather what it was refused with."""
    answers: list[WellflowError | None] = []

    def run() -> None:
        try:
            work()
        except WellflowError as error:
            answers.append(error)
        else:
            answers.append(None)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, answers


def wait_for(database: Credentials, pid: int, *, thread: threading.Thread) -> None:
    """Return once somebody waits for that session."""
    with closing(connect(database.dsn("owner"), application="watch", autocommit=True)) as watch:
        while watch.execute(WAITS, {"pid": pid}).fetchone() == (0,):
            assert thread.is_alive()


def write_one(lease: Lease, day: date) -> Callable[[], None]:
    def work() -> None:
        with lease.at_work() as conn:
            lease.write(conn, day)

    return work


def test_writers__of_one_new_month_come_together(lease: Lease) -> None:
    days = [date(2026, 3, number) for number in range(1, 9)]
    workers = [in_thread(write_one(lease, day)) for day in days]
    for thread, answers in workers:
        thread.join(60)
        assert answers == [None]
    assert lease.days() == len(days)


def test_writers__of_one_month_do_not_wait_for_each_other(lease: Lease) -> None:
    write_one(lease, MARCH)()
    with lease.at_work() as one, lease.at_work() as other:
        for number, conn in enumerate((one, other, one, other), start=2):
            conn.execute("set local lock_timeout = '2s'")
            lease.write(conn, date(2026, 3, number))


def test_writers__of_several_months_hold_them_in_order(lease: Lease) -> None:
    """Rows are written in any order; the months behind them are held in theirs."""
    both = "insert into wellflow.day_state (organization_id, produced_on, stage, outcome, run_id)"
    row = "(%(own)s, '{}', 'measure', 'ok', gen_random_uuid())"

    def work(number: int) -> Callable[[], None]:
        months = ["2026-03", "2026-04", "2026-05", "2026-06"]
        if number % 2:
            months.reverse()
        values = ", ".join(row.format(f"{month}-{number + 1:02}") for month in months)

        def run() -> None:
            with lease.at_work() as conn:
                conn.execute(f"{both} values {values}".encode(), {"own": lease.own})

        return run

    workers = [in_thread(work(number)) for number in range(8)]
    for thread, answers in workers:
        thread.join(60)
        assert answers == [None]
    assert lease.days() == 32


def test_writer__of_a_month_that_closes_waits_and_is_refused(lease: Lease) -> None:
    """Also where the close made the row of the month itself."""
    with lease.at_work("api", token=lease.closer.token) as closing_one:
        periods.hold_month(closing_one, lease.own, MARCH)
        thread, answers = in_thread(write_one(lease, MARCH))
        wait_for(lease.database, closing_one.info.backend_pid, thread=thread)
        for state in ("closing", "closed"):
            closing_one.execute("update wellflow.production_period set state = %s", (state,))
    thread.join(60)
    assert [type(answer) for answer in answers] == [PeriodClosed]


def test_close__waits_for_a_writer_and_gives_up_in_time(lease: Lease) -> None:
    with lease.at_work() as writer:
        lease.write(writer, MARCH)
        with (
            pytest.raises(StorageError, match="lock timeout") as late,
            lease.at_work("api", token=lease.closer.token, patience_s=0.2) as conn,
        ):
            periods.hold_month(conn, lease.own, MARCH)
        assert late.value.can_retry
    lease.close(MARCH)


def test_update_of_the_state__waits_for_writers_by_itself(lease: Lease) -> None:
    """A close that holds nothing beforehand does not slip past a writer either."""
    write_one(lease, MARCH)()
    with lease.at_work() as writer:
        lease.write(writer, date(2026, 3, 2))
        with (
            pytest.raises(StorageError, match="lock timeout"),
            lease.at_work("api", token=lease.closer.token, patience_s=0.2) as conn,
        ):
            conn.execute("update wellflow.production_period set state = 'closing'")


def test_close__against_three_writers_leaves_nothing_to_change_afterwards(lease: Lease) -> None:
    for number in range(ROUNDS):
        month = date(2020 + number // 12, number % 12 + 1, 1)
        begun = threading.Barrier(4)

        def rush(month: date, begun: threading.Barrier, first: int) -> None:
            begun.wait()
            with closing(connect(lease.database.dsn("pipeline"), application="rush")) as conn:
                for day in range(first, 29, 3):
                    with tenant_transaction(conn, lease.own):
                        lease.write(conn, month.replace(day=day))

        def writer(first: int, month: date = month, begun: threading.Barrier = begun) -> None:
            rush(month, begun, first)

        workers = [in_thread(lambda first=first: writer(first)) for first in (1, 2, 3)]  # type: ignore[misc]
        begun.wait()
        lease.close(month)
        with lease.at_work() as conn:
            (seen,) = conn.execute("select count(*) from wellflow.day_state").fetchone() or (-1,)
        for thread, answers in workers:
            thread.join(60)
            assert {type(answer) for answer in answers} <= {PeriodClosed, type(None)}
        assert lease.days() == seen


@pytest.mark.parametrize("role", ["api", "pipeline"])
def test_lock_of_a_month__is_out_of_reach_of_whoever_may_not_see_it(
    lease: Lease, connection: Open, organization: Callable[..., Organization], role: Role
) -> None:
    write_one(lease, MARCH)()
    conn = connection(role)
    scope = lease.own if role == "api" else organization("pecos-ridge").organization_id
    with tenant_transaction(conn, scope):
        held = conn.execute("select 1 from wellflow.production_period for update").fetchall()
        assert held == []
    for call in (
        "select wellflow.refuse_closed(%s, '2026-03-01', 0)",
        "select wellflow.refuse_closed_days(%s, '{[2026-03-01,)}')",
    ):
        with (
            pytest.raises(StorageError, match="permission denied"),
            tenant_transaction(conn, scope),
        ):
            conn.execute(call.encode(), (lease.own,))


def test_guard__sees_the_month_whatever_session_the_statement_leaves_behind(lease: Lease) -> None:
    write_one(lease, MARCH)()
    lease.close(MARCH)
    for setting in ("app.session", "app.organization_id"):
        with (
            pytest.raises(DataError, match="changed within the statement"),
            lease.at_work("api", token=lease.closer.token) as conn,
        ):
            conn.execute(
                "insert into wellflow.day_state (organization_id, produced_on, stage, outcome,"
                " run_id) values (%s, '2026-03-02', 'measure', 'ok', gen_random_uuid())"
                " returning set_config(%s, '', true)",
                (lease.own, setting),
            )


def test_no_function_of_ours__takes_an_advisory_lock(connection: Open) -> None:
    rows = connection("owner").execute(
        "select p.oid::regprocedure::text from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('wellflow', 'edge', 'scada', 'identity')"
        " and p.prosrc ~ 'advisory'"
    )
    assert rows.fetchall() == []


@pytest.mark.parametrize("capability", ["gauge.enter", "ticket.approve", "production.close"])
def test_first_day_of_a_month__is_written_by_whoever_may_write_days(
    lease: Lease, person_with: PutPerson, maker: Connection, capability: str
) -> None:
    person = person_with(lease.own, "Tom", capability)
    with lease.at_work("api", token=person.token) as conn:
        lease.write(conn, MARCH)
