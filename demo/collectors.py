"""The collectors of a demo: admitted to the store, told their tags, started, killed, drained."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from books.people import sign_in
from demo.cast import read_cast
from demo.devices import Devices
from domain.errors import SourceError
from exchange.master import create_tenant, import_master, read_master
from ingest.collector import spool_path
from ingest.site import load_site
from ingest.site_models import Site
from ingest.spool import Spool
from ingest.tags import apply_tags
from pipelines.processes import Child, ProcessGroup, wellflow_command
from storage import credentials as kept
from storage.bootstrap import add_collector
from storage.connections import connect

DRAIN_S: Final = 60.0
KILL_AT: Final = 0.4


@dataclass
class Collector:
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
    with connect(kept.load(state_dir).dsn("api"), application="wellflow-demo") as connection:
        import_master(connection, organization_id, content, source=master.name)
        technician = read_cast(master).who_may("tag.configure")
        person = sign_in(connection, papers.name, technician.email, technician.password)
        site_files = sorted(papers.glob("site-*.toml"))
        for site_file in site_files:
            site = load_site(site_file)
            apply_tags(connection, organization_id, person.app_user_id, site)
            credentials = add_collector(
                admin_dsn, kept.load(state_dir), papers.name, site.collector.name
            )
            kept.save(credentials, state_dir)
    return site_files


def start_collector(group: ProcessGroup, site_file: Path) -> Collector:
    """Start the collector of a site file as a process of its own."""
    site = load_site(site_file)
    name = f"collector-{site.collector.name}"
    return Collector(site_file, site, group.start(name, wellflow_command("collect", str(site_file))))


def restart_once(group: ProcessGroup, devices: Devices, collector: Collector) -> Collector:
    """Kill a collector in the middle of its work and start it again."""
    while devices.served_fraction() < KILL_AT:
        devices.group.check(devices.child.name, collector.child.name)
        time.sleep(0.05)
    group.children.remove(collector.child)
    collector.child.kill()
    return start_collector(group, collector.site_file)


def drain(collectors: Sequence[Collector], state_dir: Path) -> Counter[str]:
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
