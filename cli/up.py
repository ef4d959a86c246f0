"""`wellflow up`: database, Dagster, health and collectors, in one terminal until you stop it."""

import json
import logging
import math
import os
import sys
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from installation.up import Addresses


@click.command(short_help="Run everything in one terminal until Ctrl-C.")
@click.option(
    "--demo",
    is_flag=True,
    help="Show what the demo left; done by itself while there is no database of your own.",
)
@click.option(
    "--port", type=int, help="Port of Dagster's pages; 3000, or any free one, when left out."
)
@click.option(
    "--health-port", type=int, help="Port of /health; 3001, or any free one, when left out."
)
@click.option(
    "--admin",
    metavar="DSN",
    envvar="WELLFLOW_ADMIN_URL",
    help="An administrator's address, better in WELLFLOW_ADMIN_URL: needed once on a server of"
    " your own, to make the database where Dagster keeps its runs.",
)
@click.option(
    "--unchecked",
    is_flag=True,
    help="Start although `wellflow db check` finds that tenants are kept apart no more.",
)
@click.option("--for-s", type=float, default=math.inf, help="Stop after so many seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print the addresses as one JSON line.")
def up(
    demo: bool,
    port: int | None,
    health_port: int | None,
    admin: str | None,
    unchecked: bool,
    for_s: float,
    as_json: bool,
) -> None:
    """Run database, collectors, Dagster and health in one terminal; Ctrl-C stops everything.

    Collectors run for the site files in the folder `sites` of the state folder. Dagster keeps
    its runs in a database of its own on the same server. A process that ends by itself is said
    so and started again, each time a little later, while the others go on.
    """
    from installation import up_lock
    from installation.processes import ProcessGroup, stop_on_termination
    from installation.supervision import keep_running
    from installation.up import (
        Ports,
        check_database,
        put_to_the_gate,
        run_store_url,
        shown_folder,
        start_everything,
    )
    from storage.server import settings
    from storage.server.store import opened_store

    started = time.monotonic()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    stop_on_termination()
    folder = shown_folder(demo=demo)
    if folder != settings.state_dir():
        # The demo's database is its own, whatever server the books are on.
        os.environ.pop(settings.DATABASE_URL_VARIABLE, None)
    try:
        with up_lock.held(folder):
            _tell(f"starting with the state folder {folder} ...")
            with opened_store(folder) as store, ProcessGroup(folder / "logs") as group:
                check_database(store)
                put_to_the_gate(store, _tell, is_unchecked=unchecked)
                url = run_store_url(store, admin)
                addresses = start_everything(group, store, url, Ports(port, health_port))
                _print(addresses, time.monotonic() - started, as_json=as_json)
                keep_running(group, store.server, for_s=for_s)
    except KeyboardInterrupt:
        pass
    _tell("everything is stopped")


def _print(addresses: "Addresses", seconds: float, *, as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        click.echo(json.dumps({**asdict(addresses), "seconds": round(seconds, 1)}))
        return
    collectors = ", ".join(addresses.collectors) or (
        f"none; put site files into {addresses.state}/sites"
    )
    click.echo(
        f"up after {seconds:.1f} s; Ctrl-C stops everything\n"
        f"\n"
        f"  pages       {addresses.dagster}/asset-groups/\n"
        f"  schedules   {addresses.dagster}/automation\n"
        f"  sign in     {addresses.dagster}/sign-in\n"
        f"  or once by  {addresses.link}\n"
        f"              (yours as the owner of this machine; good for 15 minutes)\n"
        f"  health      {addresses.health}\n"
        f"  database    {addresses.database}\n"
        f"  collectors  {collectors}\n"
        f"  state       {addresses.state}\n"
        f"  logs        {addresses.logs}"
    )


def _tell(what: str) -> None:
    click.echo(what, err=True)
