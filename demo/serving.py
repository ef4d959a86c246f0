"""Leaves a finished demo running: database, devices, collectors and Dagster's pages."""

import click

from demo.collectors import start_collector
from demo.devices import organization_folders
from demo.folder import DemoFolder
from installation.processes import ProcessGroup
from installation.supervision import keep_running
from installation.up import Addresses, Ports, run_store_url, start_everything
from storage.server.store import Store


def serve(folder: DemoFolder, store: Store, group: ProcessGroup, admin_dsn: str | None) -> None:
    """Start what the demo had stopped, say where to look, and wait for an interrupt."""
    group.children[:] = [child for child in group.children if child.is_running()]
    for papers in organization_folders(folder):
        for site_file in sorted(papers.glob("site-*.toml")):
            start_collector(group, site_file)
    addresses = start_everything(group, store, run_store_url(store, admin_dsn), Ports())
    click.echo("\n".join(serving_lines(folder, group, addresses)))
    # Started again, the devices would serve their month from its first day.
    keep_running(group, store.server, left_ended=frozenset({"devices"}))


def serving_lines(folder: DemoFolder, group: ProcessGroup, addresses: Addresses) -> list[str]:
    """Return where everything answers."""
    collectors = ", ".join(
        child.name for child in group.children if child.name.startswith("collector-")
    )
    return [
        "",
        "everything keeps running; Ctrl-C stops it",
        f"  pages       {addresses.dagster}/asset-groups/",
        f"  schedules   {addresses.dagster}/automation",
        f"  first open  {addresses.link}",
        "              (good once, for 15 minutes; or sign in)",
        f"  health      {addresses.health}",
        f"  database    {addresses.database}, logins in {folder.root / 'credentials.toml'}",
        f"  devices     as the site files in {folder.papers} say",
        f"  collectors  {collectors}",
        f"  logs        {addresses.logs}",
    ]
