"""What a real server raises, as our own errors: retry or not, and never another's row."""

import psycopg
import pytest
from psycopg import errors

from domain.errors import DataError, PeriodClosed, StorageError
from storage.connections import connect
from storage.faults import can_retry, translated
from storage.server.bootstrap import acting_as

SECRET = "secret-of-another"


def test_translated__detail_never_gets_out(connection):
    owner = connection("owner")
    owner.execute("create temporary table one (name text primary key, n int check (n > 0))")
    owner.execute("insert into one values (%s, 1)", (SECRET,))
    owner.commit()
    for statement in ("insert into one values (%s, 2)", "insert into one values (%s, -1)"):
        with pytest.raises(StorageError) as raised, translated("one"):
            owner.execute(statement, (SECRET,))
        owner.rollback()
        assert SECRET not in raised.value.message
        assert raised.value.__suppress_context__
        assert raised.value.__cause__ is None
        assert not raised.value.can_retry
        assert raised.value.where == "one"


def raise_state(conn, state):
    conn.execute(
        f"do $$ begin raise 'March 2026 is closed' using errcode = '{state}',"
        f" hint = 'post a correction', detail = '{SECRET}'; end $$"
    )


def test_translated__a_closed_period_is_named(connection):
    with pytest.raises(PeriodClosed, match="March 2026 is closed") as raised, translated():
        raise_state(connection("owner"), "WF001")
    assert raised.value.remedy == "post a correction"
    assert SECRET not in raised.value.message


def test_translated__another_rule_of_ours_is_a_data_error(connection):
    with pytest.raises(DataError, match="March 2026 is closed"), translated():
        raise_state(connection("owner"), "WF009")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("40001", True), ("40P01", True), ("55P03", True), ("57014", True), ("53100", True),
        ("53300", True), ("57P01", True), ("57P03", True), ("08006", True), ("23505", False),
        ("42501", False), ("22P02", False), ("XX000", False), ("42P01", False),
    ],
)  # fmt: skip
def test_can_retry__by_sqlstate(state, expected):
    assert can_retry(errors.lookup(state)("x")) is expected


def test_translated__a_server_that_ends_the_session_can_be_retried(connection, database, server):
    api = connection("api")
    with server.administrator() as admin, acting_as(admin, database.login("api")):
        admin.execute("select pg_terminate_backend(%s)", (api.info.backend_pid,))
    with pytest.raises(StorageError) as raised, translated():
        api.execute("select 1")
    assert raised.value.can_retry
    with pytest.raises(StorageError) as raised, translated():
        api.execute("select 1")
    assert raised.value.can_retry


def test_translated__a_statement_that_takes_too_long(database):
    with connect(database.dsn("api"), application="test", statement_timeout_s=0.05) as api:
        with pytest.raises(StorageError, match="57014") as raised, translated():
            api.execute("select pg_sleep(5)")
        assert raised.value.can_retry
        api.rollback()


def test_connect__nothing_listens():
    with pytest.raises(StorageError, match="cannot connect") as raised:
        connect("postgresql://someone:hush@127.0.0.1:1/none", application="test")
    assert raised.value.can_retry
    assert "hush" not in raised.value.message
    assert "someone@127.0.0.1:1/none" in raised.value.message


def test_connect__is_in_utc_and_has_a_name(connection):
    api = connection("api")
    shown = [api.execute(f"show {name}").fetchone()[0] for name in ("timezone", "search_path")]
    assert shown == ["UTC", "wellflow,public"]
    assert api.execute("show application_name").fetchone() == ("wellflow test",)
    assert not api.autocommit
    assert isinstance(api, psycopg.Connection)
