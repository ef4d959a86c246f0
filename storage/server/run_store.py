"""The database in which Dagster keeps its runs, apart from the books, with a login of its own."""

import secrets
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from psycopg import sql

from storage.connections import Connection, connect
from storage.faults import translated
from storage.server import credentials as stored
from storage.server.bootstrap import NEEDED, acting_as
from storage.server.credentials import Credentials

ROLE: Final = "dagster"
# A bare postgresql:// would mean psycopg 3 to a newer SQLAlchemy, which dagster-postgres is not.
_SCHEME: Final = "postgresql+psycopg2"


def database_name(credentials: Credentials) -> str:
    """Return the name of the run store beside a database of ours."""
    return f"{credentials.database}_dagster"


def url(credentials: Credentials) -> str:
    """Return the address in the form dagster-postgres needs."""
    login = quote(credentials.login(ROLE), safe="")
    password = quote(credentials.passwords[ROLE], safe="")
    place = f"{credentials.host}:{credentials.port}/{quote(database_name(credentials), safe='')}"
    tail = f"?{urlencode(credentials.options)}" if credentials.options else ""
    return f"{_SCHEME}://{login}:{password}@{place}{tail}"


def is_known(credentials: Credentials) -> bool:
    """Tell whether the kept credentials hold a login of the run store."""
    return ROLE in credentials.passwords


def check(credentials: Credentials) -> None:
    """Sign in once.

    Raises
    ------
    StorageError
        The run store cannot be reached, or refuses the login.
    """
    connect(url(credentials).replace(_SCHEME, "postgresql", 1), application=ROLE).close()


def ensure(admin_dsn: str, state_dir: Path) -> str:
    """Create the run store and its login where they are missing; return its address.

    Raises
    ------
    StorageError
        The administrator cannot sign in, or may not create roles and databases.
    """
    credentials = stored.load(state_dir)
    if not is_known(credentials):
        passwords = {**credentials.passwords, ROLE: secrets.token_urlsafe(24)}
        credentials = replace(credentials, passwords=passwords)
    with (
        translated(database_name(credentials), remedy=NEEDED),
        closing(connect(admin_dsn, application=ROLE, autocommit=True)) as admin,
    ):
        _ensure_role(admin, credentials)
        with acting_as(admin, credentials.login(ROLE)):
            _ensure_database(admin, credentials)
    stored.save(credentials, state_dir)
    return url(credentials)


def _ensure_role(admin: Connection, credentials: Credentials) -> None:
    login = credentials.login(ROLE)
    known = admin.execute("select 1 from pg_roles where rolname = %s", (login,)).fetchone()
    # The client computes the verifier, so no server log ever holds the password.
    verifier = admin.pgconn.encrypt_password(
        credentials.passwords[ROLE].encode(), login.encode(), b"scram-sha-256"
    ).decode()
    admin.execute(
        sql.SQL("{} role {} login password {}").format(
            sql.SQL("alter" if known else "create"), sql.Identifier(login), sql.Literal(verifier)
        )
    )


def _ensure_database(admin: Connection, credentials: Credentials) -> None:
    name = database_name(credentials)
    if admin.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
        return
    admin.execute(
        sql.SQL("create database {} owner {}").format(
            sql.Identifier(name), sql.Identifier(credentials.login(ROLE))
        )
    )
    admin.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
