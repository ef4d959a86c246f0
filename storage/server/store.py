"""The installation's database, ready for use: the operator's own server, or the embedded one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.connections import address_parts
from storage.schema.migrate import migrate
from storage.server import credentials as kept
from storage.server import settings
from storage.server.bootstrap import bootstrap
from storage.server.credentials import Credentials
from storage.server.embedded import EmbeddedServer

# Databases that an administrator's address names only to have something to connect to.
MAINTENANCE = frozenset({"postgres", "template1", "defaultdb"})


@dataclass(frozen=True, slots=True)
class Store:
    """How to reach the database; `admin_dsn` and `server` are there for the embedded one alone."""

    credentials: Credentials
    state_dir: Path
    admin_dsn: str | None
    server: EmbeddedServer | None = None


@contextmanager
def opened_store(state_dir: Path | None = None, *, durable: bool = True) -> Iterator[Store]:
    """Give access to the database for the length of a block.

    With ``WELLFLOW_DATABASE_URL`` the server is the operator's: its roles and schema are made
    by `wellflow db bootstrap` and `wellflow db migrate`, never on the way. Without, the
    embedded server is started (or attached to), and roles and schema are brought up to date.

    Parameters
    ----------
    state_dir
        Folder of the installation; the one of the settings when left out.
    durable
        Whether a commit survives a power cut (embedded server only).
    """
    folder = state_dir or settings.state_dir()
    if settings.database_url() is not None or _lies_elsewhere(folder):
        yield Store(kept.load(folder), folder, admin_dsn=None)
        return
    with EmbeddedServer(folder, durable=durable) as server:
        known = kept.load(folder).database if kept.exists(folder) else settings.DEFAULT_DATABASE
        credentials = bootstrap(server.admin_dsn, known, folder, owns_server=True)
        migrate(credentials.dsn("owner"))
        yield Store(credentials, folder, admin_dsn=server.admin_dsn, server=server)


def _lies_elsewhere(folder: Path) -> bool:
    """Tell whether the folder holds logins of a server that is not its embedded one."""
    return kept.exists(folder) and not (folder / "embedded").is_dir()


def database_named_by(url: str) -> str:
    """Return the database that an administrator's address is about."""
    name = address_parts(url).get("dbname")
    return settings.DEFAULT_DATABASE if name is None or name in MAINTENANCE else str(name)
