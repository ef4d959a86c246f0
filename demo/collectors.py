"""The collectors of a demo: admitted to the store, told their tags, started, killed, drained."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demo.cast import read_cast
from demo.devices import Devices, organization_folders
from demo.folder import DemoFolder
from demo.month import first_signed_in
from demo.screen import Screen
from domain.errors import ConfigError, SourceError
from exchange.master import create_tenant, import_master, read_master
from exchange.tags import apply_tags
from ingest.collector import spool_path
from ingest.site.file import load_site
from ingest.site.models import Site
from ingest.spool.spool import Spool
from installation.processes import Child, ProcessGroup, wellflow_command
from storage.connections import connect
from storage.server import credentials as kept
from storage.server.bootstrap import add_collector
from storage.server.store import Store

DRAIN_S: Final = 60.0
KILL_AT: Final = 0.4
SERVED_S: Final = 600.0


@dataclass
class RunningCollector:
    """One collector's site file and process."""

    site_file: Path
    site: Site
    child: Child


def admit(admin_dsn: str, state_dir: Path, papers: Path) -> list[Path]:
    """Make the organization of a folder of papers, its master data, logins and tags.

    Returns the organization's site files.
    """
    master = papers / "master.toml"
    content = read_master(master)
    with connect(kept.load(state_dir).dsn("owner"), application="wellflow-demo") as owner:
        organization_id = create_tenant(owner, content, source=master.name)
        import_master(owner, organization_id, content, source=master.name)
    with connect(kept.load(state_dir).dsn("api"), application="wellflow-demo") as connection:
        technician = read_cast(master).who_may("tag.configure")
        person = first_signed_in(connection, papers.name, technician)
        site_files = sorted(papers.glob("site-*.toml"))
        for site_file in site_files:
            site = load_site(site_file)
            apply_tags(connection, organization_id, person, site)
            credentials = add_collector(
                admin_dsn, kept.load(state_dir), papers.name, site.collector.name
            )
            kept.save(credentials, state_dir)
    return site_files


def start_collector(group: ProcessGroup, site_file: Path) -> RunningCollector:
    """Start the collector of a site file as a process of its own."""
    site = load_site(site_file)
    name = f"collector-{site.collector.name}"
    return RunningCollector(
        site_file, site, group.start(name, wellflow_command("collect", str(site_file)))
    )


def restart_once(
    group: ProcessGroup, devices: Devices, collector: RunningCollector
) -> RunningCollector:
    """Kill a collector in the middle of its work and start it again."""
    while devices.served_fraction() < KILL_AT:
        devices.group.check(devices.child.name, collector.child.name)
        time.sleep(0.05)
    group.children.remove(collector.child)
    collector.child.kill()
    return start_collector(group, collector.site_file)


def drain(collectors: Sequence[RunningCollector], state_dir: Path) -> Counter[str]:
    """Stop the collectors once their spools are empty; return their counters together.

    Raises
    ------
    SourceError
        When a spool does not empty.
    """
    totals: Counter[str] = Counter()
    for collector in collectors:
        spool = Spool(spool_path(collector.site, state_dir))
        try:
            _wait_until_empty(spool)
            collector.child.stop()
            totals.update(spool.counters())
        finally:
            spool.close()
    return totals


def _wait_until_empty(spool: Spool) -> None:
    deadline = time.monotonic() + DRAIN_S
    while not spool.is_empty():
        if time.monotonic() > deadline:
            raise SourceError(
                f"{spool.pending()} readings still wait in the spool",
                where=str(spool.path),
                remedy="see the collector's log",
            )
        time.sleep(0.05)


def collect_all(
    folder: DemoFolder, screen: Screen, store: Store, group: ProcessGroup, devices: Devices
) -> Counter[str]:
    """Bring everything in through the collectors, one of which is killed on the way."""
    screen.step("master data, collectors' logins, tags")
    site_files = [
        site_file
        for papers in organization_folders(folder)
        for site_file in admit(administrator(store), folder.root, papers)
    ]
    screen.step(f"collecting with {len(site_files)} collector(s)")
    collectors = [start_collector(group, site_file) for site_file in site_files]
    collectors[0] = restart_once(group, devices, collectors[0])
    screen.step(f"killed and restarted {collectors[0].child.name}")
    _wait_until_served(devices, collectors, screen)
    return drain(collectors, folder.root)


def _wait_until_served(
    devices: Devices, collectors: list[RunningCollector], screen: Screen, shown_every: float = 0.2
) -> None:
    shown = devices.served_fraction()
    deadline = time.monotonic() + SERVED_S
    while not devices.has_said("done") and time.monotonic() < deadline:
        devices.group.check(devices.child.name, *(each.child.name for each in collectors))
        if devices.served_fraction() >= shown + shown_every:
            shown = devices.served_fraction()
            screen.step(f"{shown:4.0%} is in")
        time.sleep(0.2)
    devices.wait_for("done", timeout_s=1.0)


def administrator(store: Store) -> str:
    """Return the administrator's address of the demo's database."""
    if store.admin_dsn is None:
        raise ConfigError("the demo's database has no administrator")
    return store.admin_dsn
