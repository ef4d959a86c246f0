"""The migration runner against a real server: order, checksums, FORCE, interruption, company."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from domain.errors import ConfigError, StorageError
from storage.schema.flavour import detect
from storage.schema.migrate import migrate, status

TENANTS = """
create schema wellflow;
create table wellflow.parent (organization_id uuid, id int, primary key (organization_id, id));
create table wellflow.child (organization_id uuid, id int, parent_id int);
alter table wellflow.parent enable row level security;
alter table wellflow.parent force row level security;
alter table wellflow.child enable row level security;
alter table wellflow.child force row level security;
create policy tenant on wellflow.parent using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
create policy tenant on wellflow.child using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));
"""
ROW = "select set_config('app.organization_id', '00000000-0000-7000-8000-000000000001', false);"
FOREIGN_KEY = """
alter table wellflow.child add constraint child_parent_fkey
    foreign key (organization_id, parent_id) references wellflow.parent (organization_id, id);
"""


def has_force(conn, table):
    query = "select relforcerowsecurity from pg_class where oid = %s::regclass"
    return conn.execute(query, (table,)).fetchone()[0]


def test_migrate__applies_in_order_and_a_second_run_changes_nothing(empty, owner, files):
    source = files(
        n0002_second="insert into first values (2)", n0001_first="create table first (number int)"
    )
    report = migrate(empty.dsn("owner"), source=source)
    assert report.applied == ("migrations/0001_first.sql", "migrations/0002_second.sql")
    assert report.flavour == detect(owner)
    assert not migrate(empty.dsn("owner"), source=source).changed
    assert owner.execute("select number from first").fetchall() == [(2,)]


def test_migrate__real_files_replay_from_empty_and_are_then_done(empty):
    report = migrate(empty.dsn("owner"))
    assert report.comments_renewed
    assert len(report.applied) == len(set(report.applied)) > 0
    assert not migrate(empty.dsn("owner")).changed
    assert status(empty.dsn("owner")).pending == ()


def test_migrate__a_dangling_row_fails_a_new_foreign_key(empty, owner, files):
    source = files(n0001_tenants=TENANTS)
    migrate(empty.dsn("owner"), source=source)
    owner.execute(ROW)
    owner.execute(
        "insert into wellflow.child values ('00000000-0000-7000-8000-000000000001', 1, 99)"
    )
    source = files(n0002_key=FOREIGN_KEY)
    with pytest.raises(StorageError, match="violates foreign key") as raised:
        migrate(empty.dsn("owner"), source=source)
    assert "0002_key.sql" in raised.value.message
    assert "99" not in raised.value.message
    assert has_force(owner, "wellflow.child")
    assert has_force(owner, "wellflow.parent")
    assert status(empty.dsn("owner"), source=source).pending == ("migrations/0002_key.sql",)


def test_control__under_force_the_owner_would_have_missed_the_dangling_row(empty, owner, files):
    migrate(empty.dsn("owner"), source=files(n0001_tenants=TENANTS))
    owner.execute(ROW)
    owner.execute(
        "insert into wellflow.child values ('00000000-0000-7000-8000-000000000001', 1, 99)"
    )
    owner.execute("select set_config('app.organization_id', '', false)")
    owner.execute(FOREIGN_KEY)


def test_migrate__an_update_reaches_every_tenant_and_force_is_back(empty, owner, files):
    migrate(empty.dsn("owner"), source=files(n0001_tenants=TENANTS))
    owner.execute(ROW)
    owner.execute(
        "insert into wellflow.child values ('00000000-0000-7000-8000-000000000001', 1, 1)"
    )
    source = files(
        n0002_change="update wellflow.child set parent_id = 5;"
        "alter table wellflow.child rename to offspring;"
        "alter table wellflow.offspring add constraint positive check (parent_id > 0);",
        n0003_drop="drop table wellflow.parent",
    )
    migrate(empty.dsn("owner"), source=source)
    assert owner.execute("select parent_id from wellflow.offspring").fetchall() == [(5,)]
    assert has_force(owner, "wellflow.offspring")


def test_migrate__deferred_checks_run_before_force_comes_back(empty, owner, files):
    deferred = FOREIGN_KEY.replace(";", " deferrable initially deferred;")
    migrate(empty.dsn("owner"), source=files(n0001_tenants=TENANTS, n0002_key=deferred))
    row = "('00000000-0000-7000-8000-000000000001', 1"
    good = files(
        n0003_rows=f"insert into wellflow.child values {row}, 7);"
        f"insert into wellflow.parent values {row.replace(', 1', ', 7')});"
    )
    migrate(empty.dsn("owner"), source=good)
    bad = files(n0004_rows=f"insert into wellflow.child values {row}, 8);")
    with pytest.raises(StorageError, match="violates foreign key"):
        migrate(empty.dsn("owner"), source=bad)
    assert has_force(owner, "wellflow.child")


def test_migrate__a_failing_file_leaves_nothing_and_names_its_line(empty, owner, files):
    text = "create table half (a int);\n\ncreate table half (a int, b);\n"
    with pytest.raises(StorageError, match=r"0001_bad\.sql:3: syntax error"):
        migrate(empty.dsn("owner"), source=files(n0001_bad=text))
    assert owner.execute("select to_regclass('half')").fetchone() == (None,)
    migrate(empty.dsn("owner"), source=files(n0001_bad="create table whole (a int)"))


def test_migrate__a_changed_file_is_refused(empty, files):
    migrate(empty.dsn("owner"), source=files(n0001_first="select 1"))
    with pytest.raises(StorageError, match="was changed after it had been applied"):
        migrate(empty.dsn("owner"), source=files(n0001_first="select 2"))


def test_migrate__an_older_program_refuses_a_newer_database(empty, files, tmp_path):
    migrate(empty.dsn("owner"), source=files(n0001_first="select 1", n0002_second="select 2"))
    (tmp_path / "migrations" / "0002_second.sql").unlink()
    with pytest.raises(StorageError, match="does not know"):
        migrate(empty.dsn("owner"), source=files())


def test_migrate__numbers_only_go_forward(empty, files):
    migrate(empty.dsn("owner"), source=files(n0002_second="select 2"))
    with pytest.raises(StorageError, match="comes before"):
        migrate(empty.dsn("owner"), source=files(n0001_first="select 1"))


def test_migrate__a_file_may_not_end_its_transaction(empty, files):
    with pytest.raises(StorageError, match="ended the transaction"):
        migrate(empty.dsn("owner"), source=files(n0001_first="select 1; commit;"))


def test_migrate__runners_wait_for_each_other(empty, files):
    source = files(**{f"n000{number}_t": f"create table t{number} ()" for number in range(1, 6)})
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(migrate, empty.dsn("owner"), source=source) for _ in range(4)]
        reports = [run.result() for run in runs]
    assert sorted(len(report.applied) for report in reports) == [0, 0, 0, 5]


def test_migrate__and_who_goes_through_a_view_never_wait_for_each_other(empty, owner, files):
    view = "create view wellflow.seen with (security_barrier) as select id from wellflow.child;"
    migrate(empty.dsn("owner"), source=files(n0001_tenants=TENANTS + view))
    source = files(n0002_view=f"select pg_advisory_xact_lock(77); drop view wellflow.seen; {view}")
    waits = (
        "select 1 from pg_locks where not granted and locktype = %s"
        " and database = (select oid from pg_database where datname = current_database())"
    )
    with ThreadPoolExecutor(2) as pool, closing(psycopg.connect(empty.dsn("owner"))) as reader:
        owner.execute("select pg_advisory_lock(77)")
        run = pool.submit(migrate, empty.dsn("owner"), source=source)
        while owner.execute(waits, ("advisory",)).fetchone() is None:
            assert not run.done()
        read = pool.submit(reader.execute, "select count(*) from wellflow.seen")
        while owner.execute(waits, ("relation",)).fetchone() is None:
            assert not read.done()
        owner.execute("select pg_advisory_unlock(77)")
        assert run.result().applied == ("migrations/0002_view.sql",)
        assert read.result().fetchone() == (0,)


def test_migrate__comments_repeat_only_when_they_change(empty, owner, files):
    files(n0001_first="create table first ()")
    said = "select obj_description('first'::regclass)"
    for comment, renewed in (("one", True), ("one", False), ("two", True)):
        source = files(comments=f"comment on table first is '{comment}'")
        assert migrate(empty.dsn("owner"), source=source).comments_renewed is renewed
        assert owner.execute(said).fetchone() == (comment,)


def test_migrate__names_of_roles_are_filled_in(empty, owner, files):
    text = """create table first as select :'owner' as name; grant select on first to :"api";"""
    migrate(empty.dsn("owner"), source=files(n0001_first=text))
    assert owner.execute("select name from first").fetchone() == (empty.login("owner"),)
    with psycopg.connect(empty.dsn("api")) as api:
        assert api.execute("select count(*) from first").fetchone() == (1,)


def test_migrate__only_the_owner_may(empty, files):
    with pytest.raises(StorageError):
        migrate(empty.dsn("api"), source=files(n0001_first="select 1"))


def test_migrate__a_database_keeps_its_flavour(empty, owner, files, monkeypatch):
    files(folder="flavours/plain", n0001_first="select 1")
    source = files(folder="flavours/timescaledb", n0001_first="select 1")
    migrate(empty.dsn("owner"), source=source)
    other = {"plain": "timescaledb", "timescaledb": "plain"}[detect(owner)]
    monkeypatch.setattr("storage.schema.migrate.detect", lambda conn: other)
    with pytest.raises(StorageError, match="keeps the flavour it began with"):
        migrate(empty.dsn("owner"), source=source)


def test_files__flavours_must_agree(empty, files):
    files(folder="flavours/plain", n0001_first="select 1")
    source = files(folder="flavours/timescaledb", n0001_other="select 1")
    with pytest.raises(ConfigError, match="do not have the same"):
        migrate(empty.dsn("owner"), source=source)


def test_files__a_number_is_used_once(empty, files):
    source = files(n0001_first="select 1", n0001_other="select 1")
    with pytest.raises(ConfigError, match="used twice"):
        migrate(empty.dsn("owner"), source=source)
