"""Logins as they really are: what bootstrap gives, what it takes, what a tenant sees."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest
from psycopg import sql

from domain.errors import ConfigError, StorageError
from storage.connections import connect
from storage.rows.directory import organization_id, organizations
from storage.schema.migrate import migrate, status
from storage.server import credentials as kept
from storage.server.bootstrap import add_collector, admin_dsn_for, bootstrap, remove_collector
from storage.server.credentials import ROLES
from storage.tenant import tenant_transaction
from tests.fixtures.signed_in import session_of
from tests.fixtures.tenant_rows import put

pytestmark = pytest.mark.own_database


@pytest.fixture
def fresh(server, state_folder):
    """The name of a database that does not exist yet, and a state folder for it."""
    name = f"wellflow_test_{secrets.token_hex(4)}"
    yield name, state_folder / name
    if kept.exists(state_folder / name):
        server.drop_database(kept.load(state_folder / name))
    server.drop_roles(name)


@pytest.fixture
def modest_admin(server):
    """An administrator with CREATEROLE and CREATEDB who is no superuser."""
    name = f"wellflow_test_{secrets.token_hex(4)}_admin"
    with server.administrator() as conn:
        conn.execute(f"create role {name} login createrole createdb password 'modest'")
        address = psycopg.conninfo.make_conninfo(
            server.admin_dsn, user=name, password="modest", dbname="postgres"
        )
        yield address
        conn.execute(f"drop role {name}")


def is_loaded(server, library):
    """Return whether the server was started with a library."""
    with server.administrator() as conn:
        row = conn.execute("show shared_preload_libraries").fetchone()
    return library in row[0]


def test_bootstrap__makes_harmless_logins(server, template):
    with server.administrator() as conn:
        rows = conn.execute(
            "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " from pg_roles where starts_with(rolname, %s) and rolcanlogin",
            (f"{template.role_prefix}_",),
        ).fetchall()
    powers = {name: flags for name, *flags in rows}
    assert {template.login(role) for role in ROLES} <= set(powers)
    assert not any(any(flags) for flags in powers.values())


def test_bootstrap__again_changes_nothing(server, fresh):
    name, folder = fresh
    first = bootstrap(server.admin_dsn, name, folder)
    assert bootstrap(server.admin_dsn, name, folder) == first
    assert (folder / "credentials.toml").stat().st_mode & 0o777 == 0o600


def test_bootstrap__many_at_once_agree(server, fresh):
    name, folder = fresh
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(bootstrap, server.admin_dsn, name, folder) for _ in range(4)]
        made = [run.result() for run in runs]
    assert all(one == made[0] for one in made)


def test_bootstrap__after_the_passwords_were_lost_makes_new_ones(server, fresh):
    name, folder = fresh
    first = bootstrap(server.admin_dsn, name, folder)
    (folder / "credentials.toml").unlink()
    second = bootstrap(server.admin_dsn, name, folder)
    assert first.passwords["api"] != second.passwords["api"]
    connect(second.dsn("api"), application="test").close()
    with pytest.raises(StorageError, match="password authentication failed") as raised:
        connect(first.dsn("api"), application="test")
    assert first.passwords["api"] not in raised.value.message


def test_bootstrap__an_administrator_need_not_be_superuser(server, modest_admin, fresh):
    name, folder = fresh
    # Once as it is, once through an address that names the database to be made.
    bootstrap(modest_admin, name, folder)
    credentials = bootstrap(admin_dsn_for(modest_admin, name), name, folder)
    report = migrate(credentials.dsn("owner"))
    assert report.applied
    # It is a trusted extension: whoever may make a database may make it.
    assert report.flavour == ("timescaledb" if is_loaded(server, "timescaledb") else "plain")
    with server.administrator() as conn:
        left = conn.execute(
            "select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member"
            " where starts_with(r.rolname, 'wellflow_test') and m.inherit_option"
        ).fetchone()
    assert left == (0,)


def without_timescaledb(server, credentials):
    """Take TimescaleDB out of a database, and from its owner the right to make it again."""
    address = admin_dsn_for(server.admin_dsn, credentials.database)
    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute("drop extension timescaledb cascade")
        conn.execute(
            sql.SQL("revoke create on database {} from {}").format(
                sql.Identifier(credentials.database), sql.Identifier(credentials.login("owner"))
            )
        )


def test_bootstrap__goes_on_plain_where_timescaledb_is_refused(server, modest_admin, fresh, caplog):
    if not is_loaded(server, "timescaledb"):
        pytest.skip("the server has no TimescaleDB to refuse")
    name, folder = fresh
    without_timescaledb(server, bootstrap(modest_admin, name, folder))
    credentials = bootstrap(modest_admin, name, folder)
    assert "a superuser must run `create extension timescaledb` in " + name in caplog.text
    with server.administrator() as conn:
        conn.execute(
            sql.SQL("grant create on database {} to {}").format(
                sql.Identifier(name), sql.Identifier(credentials.login("owner"))
            )
        )
    assert migrate(credentials.dsn("owner")).flavour == "plain"
    # Begun as plain it stays so, whoever comes along.
    assert bootstrap(server.admin_dsn, name, folder) == credentials
    found = status(credentials.dsn("owner"))
    assert (found.flavour, found.pending) == ("plain", ())


def test_bootstrap__refuses_a_role_that_would_bypass_the_policies(server, fresh):
    name, folder = fresh
    with server.administrator() as conn:
        conn.execute(f"create role {name}_api login bypassrls")
    with pytest.raises(StorageError, match="may bypass"):
        bootstrap(server.admin_dsn, name, folder)
    with server.administrator() as conn:
        conn.execute(f"drop role {name}_api")


def test_bootstrap__a_state_folder_belongs_to_one_database(server, fresh):
    name, folder = fresh
    bootstrap(server.admin_dsn, name, folder)
    with pytest.raises(StorageError, match="belongs to the database"):
        bootstrap(server.admin_dsn, f"{name}_other", folder)


def test_bootstrap__says_what_an_administrator_needs(database, fresh):
    name, folder = fresh
    with pytest.raises(StorageError, match="it takes a superuser"):
        bootstrap(database.dsn("api"), name, folder)


def test_public__has_lost_everything(server, database):
    stranger = f"{database.role_prefix}_stranger"
    with server.administrator() as conn:
        conn.execute(f"create role {stranger} login password 'strange'")
    address = psycopg.conninfo.make_conninfo(database.dsn("api"), user=stranger, password="strange")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(address)
    with closing(connect(database.dsn("api"), application="test")) as api:
        for statement in ("create table public.mine ()", "create schema mine"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), api.transaction():
                api.execute(statement)
        rows = api.execute(
            "select p.oid::regprocedure::text from pg_proc p"
            " join pg_namespace n on n.oid = p.pronamespace"
            " where n.nspname in ('wellflow', 'edge', 'scada')"
            " and p.proacl is null or exists (select from aclexplode(p.proacl) a"
            " where a.grantee = 0 and n.nspname in ('wellflow', 'edge', 'scada'))"
        ).fetchall()
    assert rows == []


def test_tenant__sees_its_own_rows_and_nothing_without_a_context(
    connection, organization, person_with
):
    people = [person_with(organization(slug).organization_id) for slug in ("first", "second")]
    everybody = (("api", lambda person: person.token), ("pipeline", lambda person: None))
    for role, token_of in everybody:
        conn = connection(role)
        for person in people:
            with tenant_transaction(conn, person.organization_id, token_of(person)):
                rows = conn.execute("select organization_id from wellflow.organization").fetchall()
            assert rows == [(person.organization_id,)]
        with conn.transaction():
            assert conn.execute("select count(*) from wellflow.organization").fetchone() == (0,)


def test_person__without_a_session_of_the_tenant_sees_and_writes_nothing(
    connection, organization, person_with, maker
):
    ann, bob = (person_with(organization(slug).organization_id) for slug in ("first", "second"))
    ended = session_of(maker, ann.organization_id, ann.app_user_id)
    api = connection("api")
    with api.transaction():
        api.execute("select wellflow.end_session(%s)", (ended,))
    for token in (None, ended, bob.token, str(ann.app_user_id)):
        with tenant_transaction(api, ann.organization_id, token):
            assert api.execute("select count(*) from wellflow.organization").fetchone() == (0,)
            assert api.execute("select count(*) from wellflow.app_user").fetchone() == (0,)
        with (
            pytest.raises(StorageError, match="row-level security"),
            tenant_transaction(api, ann.organization_id, token),
        ):
            put(api, ann.organization_id, "company")


def test_tenant__cannot_write_for_another(connection, organization, person_with):
    first, second = (person_with(organization(slug).organization_id) for slug in "ab")
    api = connection("api")
    with (
        pytest.raises(StorageError, match="row-level security"),
        tenant_transaction(api, first.organization_id, first.token),
    ):
        api.execute(
            "insert into wellflow.company (organization_id, id, company_code, company_name)"
            " values (%s, gen_random_uuid(), 'x', 'x')",
            (second.organization_id,),
        )
    with tenant_transaction(api, second.organization_id, second.token):
        assert api.execute("select count(*) from wellflow.company").fetchone() == (0,)


def test_tenant__a_transaction_may_not_be_open_already(connection, organization):
    ours = organization()
    api = connection("api")
    api.execute("select 1")
    with (
        pytest.raises(StorageError, match="already open"),
        tenant_transaction(api, ours.organization_id),
    ):
        pass


def test_directory__names_every_organization(connection, organization):
    made = [organization("second"), organization("first")]
    pipeline = connection("pipeline")
    assert organizations(pipeline) == sorted(made, key=lambda entry: entry.slug)
    assert organization_id(pipeline, "first") == made[1].organization_id
    with pytest.raises(ConfigError, match="there is no organization 'third'"):
        organization_id(pipeline, "third")


def test_collector__has_its_own_login_until_it_is_shut_out(server, database, organization):
    ours = organization("brazos-bend")
    known = add_collector(server.admin_dsn, database, "brazos-bend", "north pad")
    address = known.collector_dsn("brazos-bend", "north pad")
    with closing(connect(address, application="test")) as box:
        assert box.execute(
            "select organization_id, collector_name from edge.collector"
        ).fetchall() == [(ours.organization_id, "north pad")]
        box.execute("create temporary table batch (a int)")
        box.commit()
        for table in ("wellflow.tag", "scada.reading", "wellflow.reading", "wellflow.company"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), box.transaction():
                box.execute(f"select 1 from {table}")
    assert add_collector(server.admin_dsn, known, "brazos-bend", "north pad") == known
    remove_collector(server.admin_dsn, known, "brazos-bend", "north pad")
    with pytest.raises(StorageError, match="not permitted to log in"):
        connect(address, application="test")
    back = add_collector(server.admin_dsn, known, "brazos-bend", "north pad")
    connect(back.collector_dsn("brazos-bend", "north pad"), application="test").close()


def test_collector__of_an_unknown_organization_is_refused(server, database):
    with pytest.raises(ConfigError, match="there is no organization"):
        add_collector(server.admin_dsn, database, "nobody", "box")
