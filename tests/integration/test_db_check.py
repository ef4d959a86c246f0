"""`wellflow db check` names each breach with its remedy, and `up` refuses a broken database."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cli.main import main
from domain.errors import ConfigError
from installation.up import put_to_the_gate
from storage.connections import connect
from storage.schema.check import check
from storage.schema.reach import within_reach
from storage.server.bootstrap import admin_dsn_for
from storage.server.credentials import Credentials
from storage.server.store import Store
from tests.fixtures.postgres import Server

pytestmark = pytest.mark.own_database

Plant = Callable[[str], None]


@pytest.fixture
def plant(database: Credentials) -> Plant:
    """Does something to the database as its owner."""

    def planted(statement: str) -> None:
        with closing(connect(database.dsn("owner"), application="test")) as conn:
            conn.execute(statement.format(api=database.login("api")).encode())
            conn.commit()

    return planted


@pytest.fixture
def checked(database: Credentials, capsys: pytest.CaptureFixture[str]):
    """Runs ``wellflow db check`` on the database; returns its exit code and what it printed."""

    def run(*options: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["db", "check", "--dsn", database.dsn("owner"), *options])
        return int(ended.value.code or 0), capsys.readouterr().out

    return run


def test_db_check__passes_what_bootstrap_and_migrations_made(checked) -> None:
    code, said = checked()
    assert (code, len(said.splitlines())) == (0, 1)
    assert ": 0 violations of " in said
    code, said = checked("--json")
    assert (code, json.loads(said)["violations"]) == (0, [])
    assert json.loads(said)["objects"] > 1000


def test_db_check__names_each_breach_with_what_to_do(checked, plant: Plant) -> None:
    plant("drop trigger guard_insert on wellflow.measured_day")
    plant('grant delete on wellflow.payment to "{api}"')
    plant("drop policy session_reads on wellflow.owner_revenue")
    code, said = checked()
    lines = said.splitlines()
    assert (code, len(lines)) == (1, 5)
    assert "sessions] in" not in said
    of_trigger = next(line for line in lines if "guard_insert is missing [manifest]" in line)
    assert "make it again as sql/migrations/" in of_trigger
    of_grant = next(line for line in lines if "wellflow.payment to" in line)
    assert "revoke on wellflow.payment from" in of_grant
    assert any("lets the login for people read without a session" in line for line in lines)
    facts = json.loads(checked("--json")[1])
    assert [set(each) for each in facts["violations"]] == [
        {"rule", "subject", "detail", "remedy"}
    ] * 4


def test_db_check__tells_what_to_ask_a_superuser_for(
    checked, server: Server, database: Credentials
) -> None:
    with closing(
        connect(admin_dsn_for(server.admin_dsn, database.database), application="test")
    ) as admin:
        admin.execute("grant execute on function pg_advisory_lock(bigint) to public")
        admin.commit()
    code, said = checked()
    assert code == 1
    assert "advisory locks within reach of PUBLIC: pg_advisory_lock [reach]" in said
    assert "a superuser's address" in said


def test_db_check__refuses_what_is_no_database_of_ours(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["db", "check", "--dsn", server.admin_dsn])
    assert ended.value.code == 1
    assert "this is no database of WellFlow" in capsys.readouterr().err


def test_reach__is_taken_away_by_its_own_remedy(server: Server, database: Credentials) -> None:
    with closing(
        connect(admin_dsn_for(server.admin_dsn, database.database), application="test")
    ) as admin:
        admin.execute("grant execute on function lo_create(oid), pg_cancel_backend(int) to public")
        found = within_reach(admin)
        assert {each.topic for each in found} == {"large objects", "ending other sessions"}
        for each in found:
            admin.execute(each.remedy.encode())
        assert within_reach(admin) == []


def test_up__refuses_a_broken_database_and_starts_it_when_told_to(
    database: Credentials, plant: Plant, tmp_path: Path
) -> None:
    store = Store(database, tmp_path, admin_dsn=None)
    told: list[str] = []
    put_to_the_gate(store, told.append, is_unchecked=False)
    assert told == []
    plant("alter table wellflow.payment no force row level security")
    with pytest.raises(ConfigError, match="up --unchecked"):
        put_to_the_gate(store, told.append, is_unchecked=False)
    put_to_the_gate(store, told.append, is_unchecked=True)
    assert told == 2 * check(database.dsn("owner")).lines()


def test_up__starts_where_nobody_can_take_locks_from_everyone(
    server: Server, database: Credentials, tmp_path: Path
) -> None:
    with closing(
        connect(admin_dsn_for(server.admin_dsn, database.database), application="test")
    ) as admin:
        admin.execute("grant execute on function pg_advisory_lock(bigint) to public")
        admin.commit()
    told: list[str] = []
    put_to_the_gate(Store(database, tmp_path, admin_dsn=None), told.append, is_unchecked=False)
    assert len(told) == 1
