"""The migration runner cut short: killed with SIGKILL at every step, alone and beside another."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from domain.errors import StorageError
from storage.connections import connect
from storage.schema.migrate import migrate, status
from storage.server.bootstrap import admin_dsn_for
from storage.server.embedded import binaries

ROOT = Path(__file__).parents[2]
# Migrates, and kills itself before or after its n-th statement or note in the ledger.
KILLED = """
import os, signal, sys
from pathlib import Path
from storage.schema import applied as ledger, migrate

dsn, home, last = sys.argv[1], sys.argv[2], int(sys.argv[3])
steps = 0

def counted(act):
    def step(*arguments, **named):
        tick()
        act(*arguments, **named)
        tick()
    return step

def tick():
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)

migrate._run, ledger.record = counted(migrate._run), counted(ledger.record)
source = migrate.MigrationSource(Path(home), lambda: "") if home else migrate.CATALOG_SOURCE
migrate.migrate(dsn, source=source)
"""


def is_killed(dsn, last, home=""):
    """Run a migration of its own process that dies at a step; tell whether it came to it."""
    arguments = [sys.executable, "-c", KILLED, dsn, str(home), str(last)]
    result = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode in (0, -9), result.stderr
    return result.returncode != 0


def dump(server, credentials):
    """Return the schema as pg_dump writes it, without what differs from database to database."""
    parts = conninfo_to_dict(admin_dsn_for(server.admin_dsn, credentials.database))
    result = subprocess.run(
        [
            binaries.installed().program("pg_dump"), "--schema-only", "--host", parts["host"],
            "--port", str(parts["port"]), "--username", parts["user"], parts["dbname"],
        ],
        env={"PGPASSWORD": parts["password"]}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "server version mismatch" in result.stderr:
        pytest.skip("the server is newer than this pg_dump")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.replace(credentials.role_prefix, "wellflow").splitlines()
    # A dump carries a random key against what its text could inject.
    return [line for line in lines if not line.startswith(("\\restrict", "\\unrestrict"))]


@pytest.mark.timeout(600)
@pytest.mark.fault
def test_migrate__killed_again_and_again_ends_at_the_same_schema(new_database, server):
    straight, cut = new_database(), new_database()
    migrate(straight.dsn("owner"))
    kills = 0
    for last in cycle((1, 2, 3, 4, 23, 42)):
        if not is_killed(cut.dsn("owner"), last):
            break
        kills += 1
    assert kills >= 10
    assert not migrate(cut.dsn("owner")).changed
    assert dump(server, cut) == dump(server, straight)


def test_migrate__killed_within_a_file_leaves_nothing_of_it(empty, owner, server, files, tmp_path):
    files(n0001_half="create table half (); select pg_advisory_lock(77); create table whole ();")
    arguments = [sys.executable, "-c", KILLED, empty.dsn("owner"), str(tmp_path), "0"]
    owner.execute("select pg_advisory_lock(77)")
    with subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE, text=True) as run:
        wait_for_a_waiter(owner, run)
        run.kill()
    owner.execute("select pg_advisory_unlock(77)")
    assert migrate(empty.dsn("owner"), source=files()).applied == ("migrations/0001_half.sql",)


# Of this database alone: on a server of --dsn others wait in theirs.
A_WAITER = (
    "select pid from pg_locks where locktype = 'advisory' and not granted"
    " and database = (select oid from pg_database where datname = current_database())"
)


def wait_for_a_waiter(owner, run):
    while owner.execute(A_WAITER).fetchone() is None:
        assert run.poll() is None, run.stderr.read()


def test_migrate__killed_at_every_step_outside_a_transaction(empty, owner, files, tmp_path):
    source = files(
        n0001_steps="-- no-transaction\n"
        "create table if not exists steps (number int primary key);\n"
        + "".join(f"insert into steps values ({n}) on conflict do nothing;\n" for n in range(4)),
    )
    kills = [is_killed(empty.dsn("owner"), last, tmp_path) for last in range(1, 9)]
    assert all(kills[:6])
    report = migrate(empty.dsn("owner"), source=source)
    assert set(report.resumed) <= {"migrations/0001_steps.sql"}
    assert owner.execute("select array_agg(number order by number) from steps").fetchone() == (
        [0, 1, 2, 3],
    )
    assert status(empty.dsn("owner"), source=source).pending == ()


def test_migrate__builds_a_half_built_index_again(empty, owner, server, files):
    source = files(
        n0001_table="create table steps as select 1 as number",
        n0002_index="-- no-transaction\n"
        "create index concurrently if not exists steps_number on steps (number);",
    )
    with (
        ThreadPoolExecutor(1) as pool,
        server.administrator() as admin,
        closing(connect(empty.dsn("api"), application="test")) as reader,
    ):
        # It waits for whoever might still look at the table as it was.
        reader.execute("set transaction isolation level repeatable read")
        reader.execute("select 1")
        run = pool.submit(migrate, empty.dsn("owner"), source=source)
        is_building = (
            "select pid from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"
            " and query ~ 'concurrently'"
        )
        while (row := admin.execute(is_building, (empty.database,)).fetchone()) is None:
            assert not run.done()
        admin.execute("select pg_terminate_backend(%s)", row)
        with pytest.raises(StorageError):
            run.result()
    is_valid = "select indisvalid from pg_index where indexrelid = 'steps_number'::regclass"
    assert owner.execute(is_valid).fetchone() == (False,)
    assert migrate(empty.dsn("owner"), source=source).resumed == ("migrations/0002_index.sql",)
    assert owner.execute(is_valid).fetchone() == (True,)


ONE_BY_ONE = """-- no-transaction
create table if not exists steps (number int);
insert into steps values (1);
create index concurrently if not exists steps_number on steps (number);
insert into {table} values (2);
"""


def test_migrate__an_interrupted_run_goes_on_where_it_stopped(empty, owner, files):
    source = files(n0001_steps=ONE_BY_ONE.format(table="absent"))
    with pytest.raises(StorageError, match=r"0001_steps\.sql, statement 4"):
        migrate(empty.dsn("owner"), source=source)
    assert status(empty.dsn("owner"), source=source).interrupted == ("migrations/0001_steps.sql",)
    owner.execute("create table absent (number int)")
    report = migrate(empty.dsn("owner"), source=source)
    assert report.resumed == ("migrations/0001_steps.sql",)
    assert owner.execute("select count(*) from steps").fetchone() == (1,)
    assert owner.execute("select number from absent").fetchall() == [(2,)]
    assert not migrate(empty.dsn("owner"), source=source).changed


def test_migrate__a_killed_run_goes_on_where_it_stopped(empty, owner, server, files):
    source = files(
        n0001_steps="-- no-transaction\ncreate table steps (number int);\n"
        "insert into steps values (1);\n"
        "select pg_advisory_lock(77);\ninsert into steps values (2);\n"
    )
    with ThreadPoolExecutor(1) as pool, server.administrator() as admin:
        owner.execute("select pg_advisory_lock(77)")
        run = pool.submit(migrate, empty.dsn("owner"), source=source)
        while (row := owner.execute(A_WAITER).fetchone()) is None:
            assert not run.done()
        admin.execute("select pg_terminate_backend(%s)", row)
        with pytest.raises(StorageError) as raised:
            run.result()
    assert raised.value.can_retry
    owner.execute("select pg_advisory_unlock(77)")
    assert migrate(empty.dsn("owner"), source=source).resumed == ("migrations/0001_steps.sql",)
    assert owner.execute("select number from steps order by 1").fetchall() == [(1,), (2,)]
