"""A database that lives as long as a block: for measuring on a server without leaving a trace."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from psycopg import sql

from storage.connections import connect
from storage.schema.migrate import migrate
from storage.server.bootstrap import acting_as, bootstrap
from storage.server.credentials import Credentials


@contextmanager
def scratch_database(admin_dsn: str, purpose: str) -> Iterator[Credentials]:
    """Make a migrated database with roles of its own; drop both at the end.

    Parameters
    ----------
    admin_dsn : str
        Address of an administrator.
    purpose : str
        Begins the database's name, as in ``wellflow_bench``.
    """
    name = f"wellflow_{purpose}_{secrets.token_hex(4)}"
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as folder:
        credentials = bootstrap(admin_dsn, name, Path(folder))
        try:
            migrate(credentials.dsn("owner"))
            yield credentials
        finally:
            _drop(admin_dsn, credentials)


def _drop(admin_dsn: str, credentials: Credentials) -> None:
    with closing(connect(admin_dsn, application="scratch", autocommit=True)) as conn:
        with acting_as(conn, credentials.login("owner")):
            statement = sql.SQL("drop database if exists {} with (force)")
            conn.execute(statement.format(sql.Identifier(credentials.database)))
        roles = conn.execute(
            "select rolname from pg_roles where starts_with(rolname, %s)",
            (f"{credentials.role_prefix}_",),
        ).fetchall()
        for (role,) in roles:
            conn.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))
