"""The demo's database: made anew every time, embedded or on a server that is given."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import psycopg
from psycopg import sql

from demo.folder import DemoFolder
from storage.faults import translated
from storage.schema.migrate import migrate
from storage.server.bootstrap import bootstrap
from storage.server.credentials import FILE_NAME
from storage.server.embedded import EmbeddedServer
from storage.server.store import Store

DATABASE: Final = "wellflow_demo"


@contextmanager
def demo_database(folder: DemoFolder, admin_dsn: str | None) -> Iterator[Store]:
    """Give an empty, migrated database; the embedded server is stopped at the end."""
    # The demo never touches the books that WELLFLOW_DATABASE_URL points to.
    os.environ.pop("WELLFLOW_DATABASE_URL", None)
    os.environ["WELLFLOW_STATE_DIR"] = str(folder.root)
    if admin_dsn is not None:
        yield _made(admin_dsn, folder, owns_server=False)
        return
    with EmbeddedServer(folder.root) as server:
        yield replace(_made(server.admin_dsn, folder, owns_server=True), server=server)


def _made(admin_dsn: str, folder: DemoFolder, *, owns_server: bool) -> Store:
    _drop(admin_dsn)
    (folder.root / FILE_NAME).unlink(missing_ok=True)
    credentials = bootstrap(admin_dsn, DATABASE, folder.root, owns_server=owns_server)
    migrate(credentials.dsn("owner"))
    return Store(credentials, folder.root, admin_dsn=admin_dsn)


def _drop(admin_dsn: str) -> None:
    """Remove the databases of an earlier demo; its roles are taken over by the bootstrap."""
    with translated(), psycopg.connect(admin_dsn, autocommit=True) as admin:
        for name in (DATABASE, f"{DATABASE}_dagster"):
            admin.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )
