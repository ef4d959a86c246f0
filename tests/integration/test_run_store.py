"""The database of Dagster's runs: made by an administrator, reached by a login of its own."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from domain.errors import StorageError
from installation.up import check_database, run_store_url
from storage.server import credentials as kept
from storage.server import run_store
from storage.server.credentials import Credentials
from storage.server.store import Store
from tests.fixtures.postgres import Server

pytestmark = pytest.mark.own_database


@pytest.fixture
def state(server: Server, database: Credentials, tmp_path: Path) -> Iterator[Path]:
    """A state folder that holds the logins of the database; its run store is dropped."""
    kept.save(database, tmp_path)
    yield tmp_path
    with server.administrator() as admin:
        name = sql.Identifier(run_store.database_name(database))
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(name))


def test_run_store__is_made_once_and_signs_in_by_itself(server: Server, state: Path) -> None:
    made = run_store.ensure(server.admin_dsn, state)
    assert run_store.ensure(server.admin_dsn, state) == made
    credentials = kept.load(state)
    # From now on no administrator is needed.
    assert run_store_url(Store(credentials, state, admin_dsn=None)) == made
    with psycopg.connect(made.replace("postgresql+psycopg2", "postgresql")) as conn:
        row = conn.execute("select current_user, current_database()").fetchone()
    assert row == (credentials.login("dagster"), run_store.database_name(credentials))


def test_run_store__login_cannot_enter_the_books(server: Server, state: Path) -> None:
    url = run_store.ensure(server.admin_dsn, state).replace("postgresql+psycopg2", "postgresql")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(url, dbname=kept.load(state).database)


def test_run_store__that_is_gone_is_said_before_anything_starts(
    server: Server, state: Path
) -> None:
    run_store.ensure(server.admin_dsn, state)
    credentials = kept.load(state)
    with server.administrator() as admin:
        name = sql.Identifier(run_store.database_name(credentials))
        admin.execute(sql.SQL("drop database {} with (force)").format(name))
    with pytest.raises(StorageError, match="does not exist"):
        run_store_url(Store(credentials, state, admin_dsn=None))


def test_check_database__accepts_what_the_tests_run_on(state: Path) -> None:
    check_database(Store(kept.load(state), state, admin_dsn=None))
