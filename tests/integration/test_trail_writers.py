"""Many write at once: no event is lost, none stands twice, no link is broken."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import pytest

from access.people import Person
from domain.trail.chain import walk
from storage.connections import Connection, connect
from storage.rows import trail
from storage.rows.directory import Organization
from storage.server.credentials import Credentials, Role
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import PutPerson
from tests.fixtures.tenant_rows import put

Figure = Callable[[str, object], None]
WRITERS = 8


def writes(database: Credentials, ann: Person, role: Role, n_rows: int) -> None:
    """Add rows in transactions of their own, beside every fourth one that is given up."""
    own = ann.organization_id
    with closing(connect(database.dsn(role), application="writer")) as conn:
        for number in range(n_rows):
            with tenant_transaction(conn, own, ann.token):
                put(conn, own, "field", field_code=uuid4().hex)
                if number % 4 == 0:
                    with conn.transaction(force_rollback=True):
                        put(conn, own, "field", field_code=uuid4().hex)


@pytest.mark.parametrize(
    "n_rows", [500, pytest.param(5000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_writers__at_once_leave_one_chain(
    database: Credentials,
    connection: Callable[[Role], Connection],
    organization: Callable[..., Organization],
    person_with: PutPerson,
    record_property: Figure,
    n_rows: int,
) -> None:
    ann = person_with(organization().organization_id)
    own, owner = ann.organization_id, connection("owner")
    with tenant_transaction(owner, own):
        n_before = len(list(trail.events(owner)))
    started = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        runs = [
            pool.submit(writes, database, ann, role, n_rows)
            for role in ("api", "owner") * (WRITERS // 2)
        ]
        for run in runs:
            run.result()
    took = time.perf_counter() - started
    with tenant_transaction(owner, own):
        started = time.perf_counter()
        walked = walk(trail.events(owner), trail.head(owner), ())
        walking = time.perf_counter() - started
        stored = owner.execute("select count(*) from wellflow.field").fetchone()
    assert walked.fault is None
    assert stored == (WRITERS * n_rows,)
    assert (walked.n_events, walked.end.seq) == (WRITERS * n_rows + n_before,) * 2
    record_property(
        "figures",
        f"trail: {WRITERS} writers x {n_rows} rows, 0 broken links,"
        f" {WRITERS * n_rows / took:,.0f} transactions/s, verified {walked.n_events:,} events in"
        f" {walking:.2f} s",
    )
