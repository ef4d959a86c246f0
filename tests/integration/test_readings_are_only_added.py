"""Raw readings are only ever added; what goes, goes by whole months, and the trail says so."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from domain.errors import DataError, StorageError
from storage.connections import Connection
from storage.faults import translated
from storage.identity import uuid7
from storage.rows.directory import Organization
from storage.server.credentials import Role
from storage.tenant import tenant_transaction
from tests.fixtures.tenant_rows import put

alone = pytest.mark.own_database

Open = Callable[[Role], Connection]
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)
LONG_AGO = datetime(2015, 3, 7, 12, tzinfo=UTC)
CHANGES = (
    "update {} set value = 2",
    "update {} set quality = 1 where value = 1",
    "delete from {}",
    "delete from {} where observed_at < now()",
    "truncate {}",
)


def store(owner: Connection, own: UUID, at: datetime) -> None:
    with owner.transaction():
        owner.execute("select scada.ensure_partitions(%s, %s)", (at, at))
        owner.execute("insert into scada.reading values (%s, %s, %s, %s, 1, 0)",
                      (own, uuid7(), at, at))  # fmt: skip


def parts(owner: Connection) -> list[str]:
    rows = owner.execute(
        "select 'scada_chunks.' || quote_ident(relname) from pg_class"
        " where relnamespace = 'scada_chunks'::regnamespace and relkind = 'r' order by relname"
    ).fetchall()
    owner.rollback()
    return [name for (name,) in rows]


def is_plain(owner: Connection) -> bool:
    row = owner.execute("select relkind from pg_class where oid = 'scada.reading'::regclass")
    kind = row.fetchone()
    owner.rollback()
    return kind == ("p",)


def values(owner: Connection, own: UUID) -> list[float]:
    rows = owner.execute("select value from scada.reading where organization_id = %s", (own,))
    return [value for (value,) in rows]


@pytest.fixture
def own(organization: Callable[..., Organization]) -> UUID:
    return organization().organization_id


def refused(owner: Connection, statement: str) -> None:
    with pytest.raises(DataError, match="raw readings are only added"), translated():
        owner.execute(statement.encode())
    owner.rollback()


# Alone in its database, every partition there is holds the row.
@pytest.mark.own_database
@pytest.mark.parametrize("change", CHANGES)
def test_reading__is_changed_not_even_by_the_owner(
    connection: Open, own: UUID, change: str
) -> None:
    owner = connection("owner")
    store(owner, own, NOON)
    refused(owner, change.format("scada.reading"))
    if is_plain(owner) or "truncate" not in change:
        for part in parts(owner):
            refused(owner, change.format(part))
    assert values(owner, own) == [1.0]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["api", "pipeline"])
def test_reading__is_changed_by_no_login(
    connection: Open, own: UUID, role: Role, change: str
) -> None:
    store(connection("owner"), own, NOON)
    conn = connection(role)
    for name in ("wellflow.reading", "scada.reading"):
        with (
            pytest.raises(StorageError, match=r"permission denied|is not a table"),
            tenant_transaction(conn, own),
        ):
            conn.execute(change.format(name).encode())


def test_reading__is_stored_beside_the_guards_again_and_again(connection: Open, own: UUID) -> None:
    owner = connection("owner")
    for at in (NOON, NOON + timedelta(days=40)):
        store(owner, own, at)
        with owner.transaction():
            owner.execute(
                "insert into scada.reading select * from scada.reading"
                " where organization_id = %s on conflict do nothing",
                (own,),
            )
    assert values(owner, own) == [1.0, 1.0]


@alone
def test_columnstore__still_takes_old_chunks(connection: Open, own: UUID) -> None:
    owner = connection("owner")
    if is_plain(owner):
        pytest.skip("plain PostgreSQL has no columnstore")
    store(owner, own, NOON)
    owner.autocommit = True
    (chunk,) = parts(owner)
    owner.execute(f"call convert_to_columnstore('{chunk}')".encode())
    with owner.transaction():
        owner.execute("insert into scada.reading values (%s, %s, %s, %s, 1, 0)"
                      " on conflict do nothing", (own, uuid7(), NOON, NOON))  # fmt: skip
    for change in CHANGES:
        with pytest.raises(psycopg.Error, match="raw readings are only added"):
            owner.execute(change.format("scada.reading").encode())
    owner.execute(f"call convert_to_columnstore('{chunk}')".encode())
    owner.execute(f"call convert_to_rowstore('{chunk}')".encode())
    assert owner.execute("select count(*) from scada.reading").fetchone() == (2,)


@alone
def test_readings__are_forgotten_by_whole_months_once_they_are_old(
    connection: Open, own: UUID
) -> None:
    owner = connection("owner")
    for at in (LONG_AGO, LONG_AGO + timedelta(days=31), NOON):
        store(owner, own, at)
    before = LONG_AGO + timedelta(days=40)
    with owner.transaction():
        row = owner.execute("select scada.forget_readings(%s)", (before,)).fetchone()
    assert row is not None
    assert row[0]
    kept = owner.execute("select observed_at from scada.reading order by 1").fetchall()
    assert kept[-1] == (NOON,)
    assert LONG_AGO not in {at for (at,) in kept}
    made = owner.execute("select count(*) from scada.partition_made").fetchone()
    owner.rollback()
    assert made == (len(parts(owner)),)


@alone
def test_forgetting__waits_for_years_and_for_open_months(connection: Open, own: UUID) -> None:
    owner = connection("owner")
    store(owner, own, LONG_AGO)
    with pytest.raises(DataError, match="kept for 7 years"), translated():
        owner.execute("select scada.forget_readings(now() - interval '6 years')")
    owner.rollback()
    with tenant_transaction(owner, own):
        put(owner, own, "production_period", month=LONG_AGO.date().replace(day=1))
    with pytest.raises(DataError, match=r"2015-03 of .* is not closed"), translated():
        owner.execute("select scada.forget_readings('2016-01-01Z')")
    owner.rollback()
    assert owner.execute("select count(*) from scada.reading").fetchone() == (1,)


@pytest.mark.parametrize("role", ["api", "pipeline"])
def test_forgetting__is_the_owner_s(connection: Open, role: Role) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection(role).execute("select scada.forget_readings('2010-01-01Z')")
