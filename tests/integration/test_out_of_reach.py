"""What no login of tenants reaches on the server that all of them share."""

from collections.abc import Callable
from contextlib import closing
from typing import Final

import psycopg
import pytest
from psycopg import sql

from domain.errors import StorageError
from storage.connections import Connection, connect
from storage.rows.directory import Organization
from storage.server import reach
from storage.server.bootstrap import add_collector, admin_dsn_for, bootstrap, remove_collector
from storage.server.credentials import Credentials, Role
from tests.fixtures.postgres import Server

Open = Callable[[Role], Connection]
LOGINS: Final = ("api", "pipeline", "collector")
REACHES: Final = {
    "lock": "select pg_advisory_lock(1)",
    "lock of two numbers": "select pg_advisory_xact_lock(1, 2)",
    "shared lock": "select pg_advisory_xact_lock_shared(1)",
    "lock without waiting": "select pg_try_advisory_xact_lock(1)",
    "unlock": "select pg_advisory_unlock_all()",
    "large object": "select lo_create(0)",
    "large object with content": "select lo_from_bytea(0, 'x')",
    "large object read": "select lo_get(1)",
    "file as large object": "select lo_import('/etc/passwd')",
    "end a session": "select pg_terminate_backend(pg_backend_pid())",
    "cancel a session": "select pg_cancel_backend(pg_backend_pid())",
    "see what others ask": "select query from pg_stat_activity",
    "see what others ask, by function": "select pg_stat_get_activity(null)",
    "see what one asks": "select pg_stat_get_backend_activity(1)",
    "notify by function": "select pg_notify('a', 'b')",
    "write to the log of changes": "select pg_logical_emit_message(false, 'a', 'b')",
    "read a file": "select pg_read_file('/etc/passwd')",
    "list files": "select pg_ls_dir('.')",
    "copy a file": "copy (select 1) to '/tmp/x'",
    "run a program": "copy (select 1) to program 'true'",
    "another role": "set role pg_signal_backend",
    "a role for oneself": "grant pg_signal_backend to current_user",
    "more connections": "alter role current_user connection limit -1",
    "switch triggers off": "set session_replication_role = 'replica'",
}
OF_TIMESCALEDB: Final = {
    "job": "select public.add_job('pg_sleep', '1 second')",
    "job run": "call public.run_job(1)",
    "job changed": "select public.alter_job(1, scheduled => false)",
    "job deleted": "select public.delete_job(1)",
    "retention": "select public.add_retention_policy('scada.reading', interval '1 day')",
    "chunks": "select public.drop_chunks('scada.reading', older_than => now())",
    "restoring": "select public.timescaledb_pre_restore()",
}


@pytest.fixture
def address(
    database: Credentials,
    organization: Callable[..., Organization],
    collector: Callable[[str, str], str],
) -> Callable[[str], str]:
    """The address of a login by its sort."""
    organization("brazos-bend")

    def of(login: str) -> str:
        if login == "collector":
            return collector("brazos-bend", "east")
        return database.dsn("api" if login == "api" else "pipeline")

    return of


def refusals(conn: psycopg.Connection, statements: dict[str, str]) -> dict[str, bool]:
    """Tell of each statement whether the server refused it for want of a right."""
    answers = {}
    for name, statement in statements.items():
        try:
            conn.execute(statement.encode())
        except psycopg.errors.InsufficientPrivilege:
            answers[name] = True
        else:
            answers[name] = False
        conn.rollback()
    return answers


@pytest.mark.parametrize("login", LOGINS)
def test_server__offers_a_login_of_tenants_nothing_beside_its_tables(
    address: Callable[[str], str], login: str
) -> None:
    with closing(connect(address(login), application="reach")) as conn:
        has_timescaledb = conn.execute(
            "select 1 from pg_extension where extname = 'timescaledb'"
        ).fetchone()
        tried = REACHES | (OF_TIMESCALEDB if has_timescaledb else {})
        assert refusals(conn, tried) == dict.fromkeys(tried, True)


@pytest.mark.parametrize("login", LOGINS)
def test_session__of_the_same_login_is_out_of_reach(
    address: Callable[[str], str], login: str
) -> None:
    with (
        closing(connect(address(login), application="victim")) as victim,
        closing(connect(address(login), application="rival")) as rival,
    ):
        for call in ("pg_terminate_backend", "pg_cancel_backend"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                rival.execute(
                    sql.SQL("select {}(%s)").format(sql.Identifier(call)),
                    (victim.info.backend_pid,),
                )
            rival.rollback()
        assert victim.execute("select 1").fetchone() == (1,)


def test_owner__keeps_what_migrations_need(connection: Open) -> None:
    owner = connection("owner")
    assert owner.execute("select pg_try_advisory_xact_lock(1)").fetchone() == (True,)


@pytest.mark.own_database
def test_bootstrap__takes_it_from_a_database_that_is_there_already(
    server: Server, template: Credentials, database: Credentials, tmp_path
) -> None:
    address = admin_dsn_for(server.admin_dsn, database.database)
    with psycopg.connect(address, autocommit=True) as conn:
        for right in (
            "execute on function pg_advisory_lock(bigint)", "select on pg_stat_activity",
            "execute on function lo_create(oid)",
        ):  # fmt: skip
            conn.execute(f"grant {right} to public".encode())
            conn.execute(f'grant {right} to "{database.login("api")}"'.encode())
    left = reach.narrow(address, database, application="test", owns_server=False)
    assert not [line for line in left if "reaches" in line and "connect" not in line]
    with closing(connect(database.dsn("api"), application="test")) as api:
        tried = {name: REACHES[name] for name in ("lock", "large object", "see what others ask")}
        assert all(refusals(api, tried).values())


def in_state(server: Server, credentials: Credentials, folder) -> Credentials:
    """Run bootstrap again with the credentials kept in a folder."""
    from storage.server import credentials as kept

    kept.save(credentials, folder)
    return bootstrap(server.admin_dsn, credentials.database, folder)


@pytest.mark.own_database
@pytest.mark.parametrize("login", LOGINS)
def test_bootstrap__mends_what_a_login_did_to_itself(
    server: Server,
    database: Credentials,
    organization: Callable[..., Organization],
    tmp_path,
    login: str,
) -> None:
    organization("brazos-bend")
    known = add_collector(server.admin_dsn, database, "brazos-bend", "east")
    role: Role = "api" if login == "api" else "pipeline"

    def address() -> str:
        if login == "collector":
            return known.collector_dsn("brazos-bend", "east")
        return known.dsn(role)

    with closing(connect(address(), application="thief", autocommit=True)) as thief:
        thief.execute("alter role current_user set default_transaction_read_only = on")
        thief.execute(
            sql.SQL("alter role current_user in database {} set statement_timeout = 1").format(
                sql.Identifier(database.database)
            )
        )
        thief.execute("alter role current_user password 'stolen'")
    with pytest.raises(StorageError, match="password authentication failed"):
        connect(address(), application="rightful")
    in_state(server, known, tmp_path)
    with closing(connect(address(), application="rightful")) as conn:
        assert conn.execute("show default_transaction_read_only").fetchone() == ("off",)
        row = conn.execute(
            "select count(*) from pg_db_role_setting where setrole = current_user::regrole"
        ).fetchone()
    assert row == (0,)


HARMFUL: Final = {
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "serializable",
    "row_security": "off",
    "idle_session_timeout": "1",
    "statement_timeout": "1",
    "local_preload_libraries": "nowhere",
    "client_encoding": "LATIN1",
    "datestyle": "German",
    "extra_float_digits": "-15",
    "synchronous_commit": "off",
    "search_path": "pg_temp",
}


@pytest.mark.parametrize("login", LOGINS)
def test_default_that_a_login_chose__does_nothing_to_our_sessions(
    address: Callable[[str], str], login: str
) -> None:
    ours = address(login)
    with closing(connect(ours, application="thief", autocommit=True)) as thief:
        for name, value in HARMFUL.items():
            thief.execute(
                sql.SQL("alter role current_user set {} = {}").format(
                    sql.Identifier(name), sql.Literal(value)
                )
            )
    try:
        with pytest.raises(psycopg.OperationalError, match="nowhere"):
            psycopg.connect(ours)
        with closing(connect(ours, application="ours")) as conn:
            shown = {
                name: (conn.execute(f"show {name}".encode()).fetchone() or ("",))[0]
                for name in HARMFUL
            }
            conn.execute("create temporary table scratch (a int)")
        assert shown.keys() & {name for name in HARMFUL if shown[name] == HARMFUL[name]} == set()
    finally:
        with closing(connect(ours, application="thief", autocommit=True)) as thief:
            thief.execute("alter role current_user reset all")


@pytest.mark.parametrize("login", LOGINS)
def test_connection__is_one_of_few(address: Callable[[str], str], login: str) -> None:
    with closing(connect(address(login), application="test")) as conn:
        (most,) = conn.execute(
            "select rolconnlimit from pg_roles where rolname = current_user"
        ).fetchone() or (None,)
    assert most == (reach.BOX_CONNECTIONS if login == "collector" else reach.CONNECTIONS)


def test_collector__that_was_shut_out_stays_out_through_a_bootstrap(
    server: Server, database: Credentials, organization: Callable[..., Organization], tmp_path
) -> None:
    ours = organization("brazos-bend")
    known = add_collector(server.admin_dsn, database, ours.slug, "lost")
    address = known.collector_dsn(ours.slug, "lost")
    with closing(connect(address, application="box")) as box:
        # The administrator ends its sessions, though the address names the database itself.
        remove_collector(admin_dsn_for(server.admin_dsn, known.database), known, ours.slug, "lost")
        with pytest.raises(psycopg.OperationalError):
            box.execute("select 1")
    in_state(server, known, tmp_path)
    with pytest.raises(StorageError, match="not permitted to log in"):
        connect(address, application="box")


def test_administrator_who_is_no_superuser__is_told_what_is_left(
    server: Server, template: Credentials, caplog: pytest.LogCaptureFixture, tmp_path
) -> None:
    name = f"{template.role_prefix}_m"
    admin = f"{name}_admin"
    with server.administrator() as conn:
        conn.execute(f"create role {admin} login createrole createdb password 'modest'")
    modest = psycopg.conninfo.make_conninfo(
        server.admin_dsn, user=admin, password="modest", dbname="postgres"
    )
    try:
        made = bootstrap(modest, name, tmp_path)
        assert "every login reaches advisory locks (21 of the server's functions)" in caplog.text
        assert "every login reaches ending other sessions" in caplog.text
        assert "a superuser takes this away by" in caplog.text
        with closing(connect(made.dsn("api"), application="test")) as api:
            assert api.execute("select pg_try_advisory_xact_lock(1)").fetchone() == (True,)
            api.rollback()
            in_state(server, made, tmp_path)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                api.execute("select pg_try_advisory_xact_lock(1)")
        server.drop_database(made)
    finally:
        with server.administrator() as conn:
            conn.execute(f"drop database if exists {name}")
            for (role,) in conn.execute(
                "select rolname from pg_roles where starts_with(rolname, %s)", (f"{name}_",)
            ).fetchall():
                conn.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))


@pytest.mark.own_database
def test_other_databases__are_shut_on_a_server_of_our_own(
    server: Server, database: Credentials
) -> None:
    if not server.is_embedded:
        pytest.skip("a server of somebody's own keeps its other databases as they are")
    address = admin_dsn_for(server.admin_dsn, database.database)
    elsewhere = admin_dsn_for(database.dsn("api"), "postgres")
    reach.narrow(address, database, application="test", owns_server=True)
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(elsewhere)
    finally:
        with server.administrator() as conn:
            for name in ("postgres", "template1"):
                conn.execute(f"grant connect on database {name} to public".encode())
    psycopg.connect(elsewhere).close()
    left = reach.narrow(address, database, application="test", owns_server=False)
    assert any("every login may connect to postgres" in line for line in left)
