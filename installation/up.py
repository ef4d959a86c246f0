"""The whole installation as one group of processes: Dagster, health, and a collector per site.

Belongs here: which state folder is shown, what is checked first, and in which order things start.
The database is open already (`storage.server.store`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.sign_in import owner
from domain.errors import ConfigError
from ingest.site.file import load_site
from installation.ports import HOST, listener, port_of
from installation.processes import ProcessGroup, wellflow_command
from installation.readiness import wait_until_answering
from installation.services import Services
from pipelines.instance import prepare_home
from storage.connections import connect, place
from storage.schema.check import check
from storage.schema.flavour import require_supported
from storage.schema.migrate import status
from storage.server import credentials as kept
from storage.server import run_store, settings
from storage.server.store import Store

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
    """Where everything answers; no password in it.

    `link` lets the owner of the machine look at the pages, once and soon.
    """

    dagster: str
    link: str
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


def put_to_the_gate(store: Store, tell: Callable[[str], None], *, is_unchecked: bool) -> None:
    """Tell what the gate finds, and refuse where somebody may see or change what he must not.

    What merely lets a login disturb others, and only an administrator of the whole server can
    take away, hinders nothing.

    Raises
    ------
    ConfigError
        Tenancy is broken, and nobody said to start all the same.
    """
    checked = check(store.credentials.dsn("owner"))
    for line in checked.lines():
        tell(line)
    if checked.breaches and not is_unchecked:
        raise ConfigError(
            f"{len(checked.breaches)} objects of the database are not as they keep tenants apart",
            where=checked.database,
            remedy="do what is said of each, and ask `wellflow db check` again;"
            " `wellflow up --unchecked` starts all the same",
        )


def start_everything(
    group: ProcessGroup, store: Store, run_store_url: str, ports: Ports
) -> Addresses:
    """Start every process of the installation and wait until the pages answer.

    A collector that cannot run, because its site file is wrong or it has no login, keeps nothing
    else from starting: it is watched like every other child.

    Raises
    ------
    ConfigError
        A process of ours ends, or does not answer in time; a port is taken.
    """
    services = Services(group, prepare_home(store.state_dir, run_store_url))
    pages_listener = listener(ports.dagster, DAGSTER_PORT)
    health_listener = listener(ports.health, HEALTH_PORT)
    health = services.health(health_listener)
    sites = site_files(store.state_dir)
    for name, site_file in sites.items():
        group.start(name, wellflow_command("collect", str(site_file)), services.environment)
    code = services.code()
    # The first process to reach an empty run store makes its tables; two at once would collide.
    services.webserver(pages_listener, code)
    services.daemon(code)
    wait_until_answering(group, health, port_of(health_listener), "/health")
    pages = f"http://{HOST}:{port_of(pages_listener)}"
    return Addresses(
        dagster=pages,
        link=f"{pages}{owner.ADDRESS}?key={owner.offer(store.state_dir)}",
        health=f"http://{HOST}:{port_of(health_listener)}/health",
        database=place(store.credentials.dsn("api")),
        collectors=tuple(sites),
        state=str(store.state_dir),
        logs=str(group.log_dir),
    )


def site_files(state_dir: Path) -> dict[str, Path]:
    """Return the site files of the state folder by the name of the collector's process.

    Two files that name the same collector are both started; the second one says what is wrong.
    """
    found: dict[str, Path] = {}
    for path in sorted((state_dir / SITES).glob("*.toml")):
        name = _collector_name(path)
        found[f"{name}-{path.stem}" if name in found else name] = path
    return found


def _collector_name(site_file: Path) -> str:
    try:
        collector = load_site(site_file).collector
    except ConfigError:
        # Its process says why, in its log.
        return f"collector-{site_file.stem}"
    return f"collector-{collector.organization}-{collector.name}"
