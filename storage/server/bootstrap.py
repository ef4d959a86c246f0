"""Makes the database, its roles and their rights; run again, it changes nothing but passwords lost.

The administrator's login is used here and nowhere else. A superuser will do, and so will a login
with CREATEROLE and CREATEDB on PostgreSQL 16 and newer.
"""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

from psycopg import sql
from psycopg.conninfo import make_conninfo

from domain.errors import StorageError
from storage.connections import Connection, address_parts, connect
from storage.faults import translated
from storage.rows.directory import organization_id
from storage.schema.extensions import make_extensions
from storage.schema.roles import check_harmless
from storage.server import credentials as store
from storage.server import reach
from storage.server.credentials import ROLES, Credentials
from storage.tenant import tenant_transaction

APPLICATION: Final = "bootstrap"
PASSWORD_BYTES: Final = 24
KEPT_OPTIONS: Final = ("sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding")
PORT: Final = 5432
MAINTENANCE_DATABASE: Final = "postgres"
ADVISORY_LOCK: Final = 0x57454C4C524F4C45  # "WELLROLE"
NEEDED: Final = "it takes a superuser, or a login with CREATEROLE and CREATEDB"


def bootstrap(
    admin_dsn: str, database: str, state_dir: Path, *, owns_server: bool = False
) -> Credentials:
    """Make roles, database, rights and extensions, and keep the passwords in the state folder.

    What the server gives to every login and no tenant needs is taken away; what the administrator
    may not take away is told.

    Parameters
    ----------
    admin_dsn
        Address of an administrator: superuser, or CREATEROLE and CREATEDB.
    database
        Name of the database; the roles' names begin with it.
    state_dir
        Where `credentials.toml` lies.
    owns_server
        Whether the server serves nobody else.

    Raises
    ------
    StorageError
        The administrator lacks a right, or an existing role would bypass the policies.
    """
    with (
        translated(f"bootstrap of {database}", remedy=NEEDED),
        _alone(_besides(admin_dsn, database)) as conn,
    ):
        credentials = _drafted(admin_dsn, database, state_dir)
        for role in ROLES:
            _make_login(conn, credentials.login(role), credentials.passwords[role])
        _mend_boxes(conn, credentials)
        with acting_as(conn, credentials.login("owner")):
            make_database(conn, credentials)
            grant_database(conn, credentials)
            make_extensions(
                admin_dsn_for(admin_dsn, database),
                credentials.dsn("owner"),
                application=APPLICATION,
            )
            left = reach.narrow(
                admin_dsn_for(admin_dsn, database),
                credentials,
                application=APPLICATION,
                owns_server=owns_server,
            )
        _close_public(credentials)
        store.save(credentials, state_dir)
    reach.tell(left, database)
    return credentials


def add_collector(
    admin_dsn: str, credentials: Credentials, slug: str, collector: str
) -> Credentials:
    """Make a collector's login for one organization; return the credentials with it.

    The caller saves them. Run again, the collector gets its kept password, or a new one.
    """
    login = credentials.collector_login(slug, collector)
    kept = credentials.collectors.get(f"{slug}/{collector}")
    password = kept or secrets.token_urlsafe(PASSWORD_BYTES)
    with (
        translated(f"collector {collector} of {slug}"),
        _alone(admin_dsn) as conn,
        closing(connect(credentials.dsn("owner"), application=APPLICATION)) as owner,
    ):
        tenant = organization_id(owner, slug)
        _make_login(conn, login, password)
        with tenant_transaction(owner, tenant):
            _admit(owner, credentials.database, login)
            _register(owner, tenant, login, collector)
        _limit(conn, login)
    return credentials.with_collector(slug, collector, password)


def remove_collector(admin_dsn: str, credentials: Credentials, slug: str, collector: str) -> None:
    """Shut a collector out, as when its box was stolen: no login, no open session, no tags."""
    login = credentials.collector_login(slug, collector)
    with translated(f"collector {collector} of {slug}"):
        # In our own database nobody ends another's session.
        with _alone(_besides(admin_dsn, credentials.database)) as conn:
            conn.execute(sql.SQL("alter role {} nologin").format(sql.Identifier(login)))
            with acting_as(conn, login):
                conn.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s",
                    (login,),
                )
        with closing(connect(credentials.dsn("owner"), application=APPLICATION)) as owner:
            tenant = organization_id(owner, slug)
            with tenant_transaction(owner, tenant):
                owner.execute(
                    "update wellflow.collector_key set revoked_at = now()"
                    " where login = %s and revoked_at is null",
                    (login,),
                )


def make_database(conn: Connection, credentials: Credentials, template: str = "template0") -> None:
    """Create the database, owned by the owner role, unless it exists."""
    name = credentials.database
    known = conn.execute("select 1 from pg_database where datname = %s", (name,)).fetchone()
    if known is None:
        statement = "create database {} owner {} template {} encoding 'UTF8'"
        conn.execute(
            sql.SQL(statement).format(
                sql.Identifier(name),
                sql.Identifier(credentials.login("owner")),
                sql.Identifier(template),
            )
        )


def grant_database(conn: Connection, credentials: Credentials) -> None:
    """Let in exactly our roles; rights on a database do not come along with its template."""
    database = sql.Identifier(credentials.database)
    conn.execute(sql.SQL("revoke all on database {} from public").format(database))
    for role in ("pipeline", "api"):
        _let_in(conn, credentials.database, credentials.login(role))


def admin_dsn_for(admin_dsn: str, database: str) -> str:
    """Return the administrator's address in another database of the same server."""
    return make_conninfo(admin_dsn, dbname=database)


@contextmanager
def acting_as(conn: Connection, role: str) -> Iterator[None]:
    """Give an administrator who is no superuser the role's membership for a while."""
    row = conn.execute(
        "select rolsuper or pg_has_role(current_user, %(role)s, 'usage')"
        " and pg_has_role(current_user, %(role)s, 'set')"
        " from pg_roles where rolname = current_user",
        {"role": role},
    ).fetchone()
    if row is not None and row[0]:
        yield
        return
    names = {"role": sql.Identifier(role)}
    conn.execute(
        sql.SQL("grant {role} to current_user with inherit true, set true").format(**names)
    )
    try:
        yield
    finally:
        conn.execute(sql.SQL("revoke {role} from current_user").format(**names))


def _besides(admin_dsn: str, database: str) -> str:
    # An address may name the very database that is to be made.
    named = address_parts(admin_dsn).get("dbname") == database
    return admin_dsn_for(admin_dsn, MAINTENANCE_DATABASE) if named else admin_dsn


@contextmanager
def _alone(admin_dsn: str) -> Iterator[Connection]:
    """Open the administrator's connection; others who change roles wait until it is closed."""
    with closing(_administrator(admin_dsn)) as conn:
        conn.execute("select pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        yield conn


def _administrator(admin_dsn: str) -> Connection:
    return connect(admin_dsn, application=APPLICATION, autocommit=True)


def _drafted(admin_dsn: str, database: str, state_dir: Path) -> Credentials:
    parts = {name: str(value) for name, value in address_parts(admin_dsn).items()}
    kept = store.load(state_dir) if store.exists(state_dir) else None
    if kept is not None and kept.database != database:
        raise StorageError(
            f"the state folder belongs to the database {kept.database}, not to {database}",
            where=str(state_dir),
            remedy="set WELLFLOW_STATE_DIR to another folder",
        )
    host = parts.get("host", "127.0.0.1")
    if kept is not None and kept.host != host:
        raise StorageError(
            f"the state folder belongs to the server {kept.host}, not to {host}",
            where=str(state_dir),
            remedy="set WELLFLOW_STATE_DIR to another folder, or change host in credentials.toml",
        )
    passwords = {role: secrets.token_urlsafe(PASSWORD_BYTES) for role in ROLES}
    return Credentials(
        host=host,
        port=int(parts.get("port", PORT)),
        database=database,
        role_prefix=kept.role_prefix if kept else database,
        passwords=passwords | dict(kept.passwords if kept else {}),
        collectors=kept.collectors if kept else {},
        options={name: parts[name] for name in KEPT_OPTIONS if name in parts},
    )


def _make_login(conn: Connection, login: str, password: str) -> None:
    check_harmless(conn, login)
    known = conn.execute("select 1 from pg_roles where rolname = %s", (login,)).fetchone()
    verb = "create" if known is None else "alter"
    conn.execute(
        sql.SQL("{} role {} login password {}").format(
            sql.SQL(verb), sql.Identifier(login), _verifier(conn, login, password)
        )
    )


def _verifier(conn: Connection, login: str, password: str) -> sql.Literal:
    # The client computes it, so no server log ever holds the password.
    return sql.Literal(
        conn.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    )


def _mend_boxes(conn: Connection, credentials: Credentials) -> None:
    """Give collectors back the passwords kept for them, which a login may change for itself.

    One that was shut out stays so.
    """
    for name, password in credentials.collectors.items():
        login = credentials.collector_login(*name.split("/", 1))
        may_sign_in = "select 1 from pg_roles where rolname = %s and rolcanlogin"
        if conn.execute(may_sign_in, (login,)).fetchone() is not None:
            conn.execute(
                sql.SQL("alter role {} password {}").format(
                    sql.Identifier(login), _verifier(conn, login, password)
                )
            )


def _limit(conn: Connection, login: str) -> None:
    conn.execute(
        sql.SQL("alter role {} connection limit {}").format(
            sql.Identifier(login), sql.Literal(reach.BOX_CONNECTIONS)
        )
    )


def _let_in(conn: Connection, database: str, login: str) -> None:
    # Bulk writes go through temporary tables.
    conn.execute(
        sql.SQL("grant connect, temporary on database {} to {}").format(
            sql.Identifier(database), sql.Identifier(login)
        )
    )


def _close_public(credentials: Credentials) -> None:
    """Take from PUBLIC what PostgreSQL gives it, as the database's owner."""
    roles = sql.SQL(", ").join(sql.Identifier(credentials.login(role)) for role in ROLES)
    with (
        closing(connect(credentials.dsn("owner"), application=APPLICATION)) as conn,
        conn.transaction(),
    ):
        conn.execute("revoke all on schema public from public")
        conn.execute(sql.SQL("grant usage on schema public to {}").format(roles))
        conn.execute("alter default privileges revoke execute on functions from public")


def _admit(owner: Connection, database: str, login: str) -> None:
    """Give a login what a collector may do; the migrations say what that is."""
    _let_in(owner, database, login)
    owner.execute("select edge.admit(%s)", (login,))


def _register(owner: Connection, tenant: UUID, login: str, collector: str) -> None:
    owner.execute(
        "insert into wellflow.collector_key (organization_id, login, collector_name)"
        " values (%s, %s, %s)"
        " on conflict (organization_id, login) do update set revoked_at = null",
        (tenant, login, collector),
    )
