"""Rows with dates end by date: what a closed month saw in them stays as it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from access.people import Person
from domain.errors import DataError, PeriodClosed, StorageError
from storage.connections import Connection
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import PutPerson
from tests.fixtures.tenant_rows import put

Open = Callable[[Role], Connection]
MARCH = date(2026, 3, 1)
APRIL = date(2026, 4, 1)
# Texas production days begin at seven, which is at noon UTC in April.
APRIL_BEGINS = datetime(2026, 4, 1, 12, tzinfo=UTC)
LAST_OF_MARCH = datetime(2026, 4, 1, 11, 59, 59, tzinfo=UTC)
DATED = (
    "completion_reporting_unit", "property_completion", "network_edge", "tag_binding", "strapping",
)  # fmt: skip


@dataclass(frozen=True)
class Books:
    """A tenant whose March is closed and made from one row of each table."""

    conn: Connection
    own: UUID
    person: Person
    rows: dict[str, UUID]
    tank: UUID

    def change(self, statement: str, *values: object) -> int:
        with tenant_transaction(self.conn, self.own, self.person.token):
            return self.conn.execute(statement.encode(), values).rowcount

    def end(self, table: str, at: date | datetime) -> int:
        return self.change(f"update wellflow.{table} set effective_to = %s", at)


def close(conn: Connection, own: UUID, token: str) -> None:
    for state in ("closing", "closed"):
        with tenant_transaction(conn, own, token):
            conn.execute("update wellflow.production_period set state = %s", (state,))


@pytest.fixture
def books(
    connection: Open,
    organization: Callable[..., Organization],
    person_with: PutPerson,
) -> Books:
    own = organization().organization_id
    person = person_with(own)
    conn = connection("api")
    with tenant_transaction(conn, own, person.token):
        company = put(conn, own, "company")
        completion = put(conn, own, "completion", well_id=put(conn, own, "well"))
        facility = put(conn, own, "facility")
        unit = put(conn, own, "reporting_unit", operator_id=company)
        tank = put(conn, own, "tank", facility_id=facility)
        tag = put(conn, own, "tag")
        lasting = {"effective_from": date(2026, 1, 15)}
        rows = {
            "completion_reporting_unit": put(
                conn, own, "completion_reporting_unit",
                completion_id=completion, reporting_unit_id=unit, **lasting,
            ),
            "property_completion": put(
                conn, own, "property_completion", completion_id=completion,
                property_id=put(conn, own, "property", reporting_unit_id=unit), **lasting,
            ),
            "network_edge": put(
                conn, own, "network_edge",
                completion_id=completion, facility_id=facility, product="oil", **lasting,
            ),
            "tag_binding": put(
                conn, own, "tag_binding",
                tag_id=tag, role="level", tank_id=tank, **lasting,
            ),
        }  # fmt: skip
        strap(conn, own, tank, level=0)
        put(conn, own, "production_period", month=MARCH)
    close(conn, own, person.token)
    return Books(conn, own, person, rows, tank)


def strap(
    conn: Connection, own: UUID, tank: UUID, *, level: int, since: date = date(2026, 1, 15)
) -> None:
    conn.execute(
        "insert into wellflow.strapping (organization_id, tank_id, effective_from, level_in,"
        " volume_bbl) values (%s, %s, %s, %s, %s)",
        (own, tank, since, level, level * 2),
    )


@pytest.mark.parametrize("table", [*DATED, "deck"])
@pytest.mark.parametrize("role", ["api", "pipeline"])
def test_dated_row__is_deleted_by_no_login(
    books: Books, connection: Open, table: str, role: Role
) -> None:
    conn = connection(role)
    token = books.person.token if role == "api" else None
    with (
        pytest.raises(StorageError, match="permission denied"),
        tenant_transaction(conn, books.own, token),
    ):
        conn.execute(f"delete from wellflow.{table}".encode())


@pytest.mark.parametrize("table", DATED)
def test_dated_row_of_a_closed_month__is_kept_from_the_owner_too(
    books: Books, maker: Connection, table: str
) -> None:
    with pytest.raises(PeriodClosed, match="2026-03"), tenant_transaction(maker, books.own):
        maker.execute(f"delete from wellflow.{table}".encode())
    with pytest.raises(DataError, match="TRUNCATE"), tenant_transaction(maker, books.own):
        maker.execute(f"truncate wellflow.{table} cascade".encode())


@pytest.mark.parametrize("table", [table for table in DATED if table != "strapping"])
def test_dated_row__ends_after_the_last_closed_month_and_never_before(
    books: Books, table: str
) -> None:
    is_binding = table == "tag_binding"
    for too_early in (date(2026, 1, 20), LAST_OF_MARCH if is_binding else date(2026, 3, 31)):
        with pytest.raises(PeriodClosed, match="2026-03 is closed"):
            books.end(table, too_early)
    assert books.end(table, APRIL_BEGINS if is_binding else APRIL) == 1
    with pytest.raises(PeriodClosed):
        books.end(table, date(2026, 3, 20))
    assert books.change(f"update wellflow.{table} set effective_to = null") == 1


@pytest.mark.parametrize("table", [table for table in DATED if table != "strapping"])
def test_dated_row__begins_when_it_began(books: Books, table: str) -> None:
    begin = f"update wellflow.{table} set effective_from = %s"
    with pytest.raises(PeriodClosed):
        books.change(begin, date(2026, 3, 5))
    # Earlier months are open still.
    assert books.change(begin, date(2026, 2, 5)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "completion_reporting_unit set reporting_unit_id = reporting_unit_id, created_at = now()",
        "network_edge set product = 'gas'",
        "tag_binding set scale = 2",
        "tag_binding set role = 'temperature'",
        "strapping set volume_bbl = 1",
        "strapping set effective_from = '2026-01-10'",
        "strapping set effective_from = '2026-05-01'",
        "strapping set level_in = 3",
    ],
)
def test_dated_row__says_what_it_said(books: Books, words: str) -> None:
    with pytest.raises(PeriodClosed, match="was made with this row"):
        books.change(f"update wellflow.{words}")


def test_row_that_begins_after_the_closed_month__changes_freely(books: Books) -> None:
    books.end("tag_binding", APRIL_BEGINS)
    with tenant_transaction(books.conn, books.own, books.person.token):
        tag = books.conn.execute("select tag_id from wellflow.tag_binding").fetchone()
        assert tag is not None
        later = put(
            books.conn, books.own, "tag_binding", tag_id=tag[0], role="level",
            tank_id=books.tank, effective_from=APRIL_BEGINS,
        )  # fmt: skip
    for words in ("scale = 3", "effective_from = '2026-04-08 00:00Z'"):
        assert books.change(f"update wellflow.tag_binding set {words} where id = %s", later) == 1


def test_strapping__gets_no_level_that_a_closed_month_did_not_see(books: Books) -> None:
    def enter(level: int, since: date, tank: UUID = books.tank) -> None:
        with tenant_transaction(books.conn, books.own, books.person.token):
            strap(books.conn, books.own, tank, level=level, since=since)

    for since in (date(2026, 1, 15), date(2026, 2, 1), date(2026, 3, 31)):
        with pytest.raises(PeriodClosed):
            enter(10, since)
    enter(10, APRIL)
    enter(20, APRIL)
    with tenant_transaction(books.conn, books.own, books.person.token):
        new_tank = put(
            books.conn, books.own, "tank", tank_name="T2",
            facility_id=put(books.conn, books.own, "facility", facility_code="B2"),
        )  # fmt: skip
        for level in (0, 10):
            strap(books.conn, books.own, new_tank, level=level)


def test_change_of_a_dated_row__waits_for_a_close_under_way(books: Books, connection: Open) -> None:
    """Otherwise a month could close on what is no longer so."""
    pipeline = connection("pipeline")
    with tenant_transaction(pipeline, books.own):
        put(pipeline, books.own, "production_period", month=APRIL)
    with tenant_transaction(pipeline, books.own):
        pipeline.execute("select 1 from wellflow.production_period where month = %s for update",
                         (APRIL,))  # fmt: skip
        books.conn.execute("set lock_timeout = '200ms'")
        books.conn.commit()
        with (
            pytest.raises(StorageError, match="lock timeout"),
            tenant_transaction(books.conn, books.own, books.person.token),
        ):
            books.conn.execute("update wellflow.network_edge set effective_to = '2026-04-10'")
