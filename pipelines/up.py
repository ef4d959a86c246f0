"""The whole installation as one group of processes: Dagster, health, and a collector per site.

Belongs here: which state folder is shown, what is checked first, and in which order things start.
The database is open already (`storage.store`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import ConfigError
from ingest.site import load_site
from pipelines.instance import prepare_home
from pipelines.ports import HOST, chosen_port
from pipelines.processes import ProcessGroup, wellflow_command
from pipelines.readiness import wait_until_answering
from pipelines.services import Services
from storage import credentials as kept
from storage import run_store, settings
from storage.connections import connect, place
from storage.flavour import require_supported
from storage.migrate import status
from storage.store import Store

DAGSTER_PORT: Final = 3000
HEALTH_PORT: Final = 3001
SITES: Final = "sites"
DEMO: Final = "demo"


@dataclass(frozen=True, slots=True)
class Ports:
    """Which ports were asked for; without one the usual or any free one is taken."""

    dagster: int | None = None
    health: int | None = None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where everything answers; no password in it."""

    dagster: str
    health: str
    database: str
    collectors: tuple[str, ...]
    state: str
    logs: str


def shown_folder(*, demo: bool) -> Path:
    """Return the state folder to show: one's own, or the demo's.

    Until there is a database of one's own, the demo's is what a person wants to see.

    Raises
    ------
    ConfigError
        The demo is asked for, and none has run.
    """
    own = settings.state_dir()
    demos = own / DEMO
    has_demo = kept.exists(demos)
    if demo and not has_demo:
        raise ConfigError("no demo has run here", where=str(demos), remedy="run `make demo` first")
    has_own = kept.exists(own) or settings.database_url() is not None
    return demos if demo or (has_demo and not has_own) else own


def run_store_url(store: Store, admin_dsn: str | None = None) -> str:
    """Return the address of the database where Dagster keeps its runs.

    It lies on the server of the books, in a database and with a login of its own. The embedded
    server has it made on the way; on the operator's own server it takes an administrator once,
    and from then on the kept credentials are enough.

    Raises
    ------
    ConfigError
        It has not been made, and no administrator is given.
    StorageError
        It cannot be reached.
    """
    administrator = store.admin_dsn or admin_dsn
    if administrator is not None:
        return run_store.ensure(administrator, store.state_dir)
    if not run_store.is_known(store.credentials):
        raise ConfigError(
            "there is no database yet where Dagster could keep its runs",
            where=f"{store.credentials.host}:{store.credentials.port}",
            remedy="run `wellflow up --admin DSN` once, with an administrator's address",
        )
    run_store.check(store.credentials)
    return run_store.url(store.credentials)


def check_database(store: Store) -> None:
    """Refuse a server that is too old, or a schema that is behind this version.

    Raises
    ------
    ConfigError
        PostgreSQL or TimescaleDB is below the floor, or migrations are pending.
    """
    owner_dsn = store.credentials.dsn("owner")
    with connect(owner_dsn, application="wellflow-up") as connection:
        require_supported(connection)
    pending = status(owner_dsn).pending
    if pending:
        raise ConfigError(
            f"{len(pending)} migrations are pending",
            where=place(owner_dsn),
            remedy="run `wellflow db migrate`",
        )


def start_everything(
    group: ProcessGroup, store: Store, run_store_url: str, ports: Ports
) -> Addresses:
    """Start every process of the installation and wait until the pages answer.

    Raises
    ------
    ConfigError
        A process ends, or does not answer in time; a site file is wrong; a port is taken.
    """
    services = Services(group, prepare_home(store.state_dir, run_store_url))
    sites = site_files(store)
    dagster_port = chosen_port(ports.dagster, DAGSTER_PORT)
    health_port = chosen_port(ports.health, HEALTH_PORT)
    health = services.health(health_port)
    for name, site_file in sites.items():
        group.start(name, wellflow_command("collect", str(site_file)), services.environment)
    code_port = services.code()
    # The first process to reach an empty run store makes its tables; two at once would collide.
    services.webserver(dagster_port, code_port)
    services.daemon(code_port)
    wait_until_answering(group, health, health_port, "/health")
    return Addresses(
        dagster=f"http://{HOST}:{dagster_port}",
        health=f"http://{HOST}:{health_port}/health",
        database=place(store.credentials.dsn("api")),
        collectors=tuple(sites),
        state=str(store.state_dir),
        logs=str(group.log_dir),
    )


def site_files(store: Store) -> dict[str, Path]:
    """Return the site files of the state folder by the name of the collector's process.

    Raises
    ------
    ConfigError
        A file is wrong, or its collector has no login.
    """
    found = {}
    for path in sorted((store.state_dir / SITES).glob("*.toml")):
        collector = load_site(path).collector
        store.credentials.collector_dsn(collector.organization, collector.name)
        found[f"collector-{collector.organization}-{collector.name}"] = path
    return found
