"""Leaves a finished demo running: database, devices, collectors and Dagster's pages."""

import click

from demo.collectors import start_collector
from demo.devices import organization_folders
from demo.folder import DemoFolder
from pipelines.processes import ProcessGroup, wait_until_stopped
from storage.store import Store


def serve(folder: DemoFolder, store: Store, group: ProcessGroup) -> None:
    """Start what the demo had stopped, say where to look, and wait for an interrupt."""
    group.children[:] = [child for child in group.children if child.is_running()]
    for papers in organization_folders(folder):
        for site_file in sorted(papers.glob("site-*.toml")):
            start_collector(group, site_file)
    place = f"{store.credentials.host}:{store.credentials.port}/{store.credentials.database}"
    click.echo(f"\nrunning until interrupted: database {place}; logs in {folder.logs}")
    click.echo("`wellflow up --demo` in another terminal shows the tables in Dagster's pages")
    wait_until_stopped(group)
