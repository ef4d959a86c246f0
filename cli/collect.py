"""`wellflow collect SITE.toml`: run the collector of a site; ask how it is doing."""

import json
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cli.session import with_json
from ingest.protocols.registry import libraries

if TYPE_CHECKING:
    import asyncio

    from ingest.collector import CollectorReport
    from ingest.site.models import Site
    from ingest.spool.device_states import DeviceState
    from ingest.spool.status import SpoolStatus
    from ingest.spool.view import SpoolView

ADDRESS_VARIABLE: Final = "WELLFLOW_COLLECTOR_URL"


class CollectGroup(click.Group):
    """`collect SITE.toml` is short for `collect run SITE.toml`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `run` before a site file or an option of it."""
        own = {"--schema", "--help", "-h"}
        if args and args[0] not in self.commands and args[0] not in own:
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=CollectGroup, invoke_without_command=True,
    short_help="Run the collector of a site, or ask how it is doing.",
)  # fmt: skip
@click.option("--schema", is_flag=True, help="Print the JSON schema of a site file.")
@click.pass_context
def collect(ctx: click.Context, schema: bool) -> None:
    """Run the collector of a site (collect SITE.toml), or ask how it is doing."""
    if schema:
        from ingest.site.file import site_schema

        click.echo(json.dumps(site_schema(), indent=2))
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@collect.command()
@click.argument("site", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--until-drained",
    is_flag=True,
    help="End once the devices are quiet and the spool is empty.",
)
@click.option("--quiet-s", default=2.0, show_default=True, help="How long is quiet, in seconds.")
@click.option(
    "--dsn",
    envvar=ADDRESS_VARIABLE,
    help=f"The collector's own address of the database; better in {ADDRESS_VARIABLE}. Without"
    " it the credentials of the state folder are used.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object at the end.")
def run(site: Path, until_drained: bool, quiet_s: float, dsn: str | None, as_json: bool) -> None:
    """Collect the devices of SITE until stopped."""
    import asyncio

    from ingest.collector import run_collector, spool_path
    from ingest.site.file import load_site
    from ingest.spool.spool import Spool
    from storage.server import settings

    _log_to_stderr()
    loaded = load_site(site)
    spool = Spool(spool_path(loaded, settings.state_dir()))

    async def until_stopped() -> "CollectorReport":
        stop = _stop_on_signals(asyncio.Event())
        return await run_collector(
            loaded, _address(loaded, dsn), spool, stop=stop, until_drained=until_drained,
            quiet_s=quiet_s,
        )  # fmt: skip

    try:
        report = asyncio.run(until_stopped())
    finally:
        spool.close()
    if as_json:
        click.echo(json.dumps(report._asdict()))
    else:
        counted = ", ".join(f"{name} {n}" for name, n in report.counters.items())
        click.echo(f"stopped with {report.pending} waiting in the spool; {counted}")


@collect.command(short_help="Tell how the collector of SITE is doing.")
@click.argument("site", type=click.Path(dir_okay=False, path_type=Path))
@with_json
def status(site: Path, as_json: bool) -> None:
    """Tell how the collector of SITE (or of a spool file) is doing, from its spool alone."""
    from ingest.spool.status import spool_status

    with spool_view(site) as spool:
        found = spool_status(spool)
    click.echo(json.dumps(found.as_json()) if as_json else status_text(found))


@contextmanager
def spool_view(path: Path) -> "Iterator[SpoolView]":
    """Look into the spool of a site file, or into a spool file itself; nothing is changed."""
    from ingest.spool.view import SpoolView

    with closing(SpoolView(spool_file(path))) as view:
        yield view


def spool_file(path: Path) -> Path:
    """Return the spool's file, which must be there, of a site file or named itself."""
    from ingest.collector import spool_path
    from ingest.site.file import load_site
    from ingest.spool.status import existing
    from storage.server import settings

    if path.suffix != ".toml":
        return existing(path)
    return existing(spool_path(load_site(path), settings.state_dir()))


def status_text(status: "SpoolStatus") -> str:
    """Return a status as a person reads it."""
    running = f"running as process {status.process}" if status.process is not None else "stopped"
    age = status.oldest_age_s
    waited = "" if age is None else f", the oldest for {age:.0f} s"
    lines = [
        f"collector   {running}",
        f"spool       {status.spool} ({status.size_bytes / 1e6:.1f} MB,"
        f" {status.free_bytes / 1e9:.1f} GB free)",
        f"waiting     {status.pending_readings} readings, {status.pending_refused} refused{waited}",
        "counted     " + ", ".join(f"{name} {n}" for name, n in status.counters.items()),
    ]
    if status.forwarding.error is not None:
        lines.append(f"database    does not take them: {status.forwarding.error}")
    lines += [f"dead        {n} {reason}" for reason, n in status.dead_by_reason.items()]
    lines += [f"device      {_device_text(device)}" for device in status.devices]
    return "\n".join(lines)


def _device_text(device: "DeviceState") -> str:
    """Return a device's state, what it gave, what was wrong with it, and when it last was good."""
    from ingest.probe import quality_name
    from ingest.spool.letters import now_us

    faults = {
        "bad": device.bad, "uncertain": device.uncertain, "refused": device.refused,
        "after values lost in the device's queue": device.overflowed,
    }  # fmt: skip
    counted = "".join(f", {n} {what}" for what, n in faults.items() if n)
    good = "no good value yet"
    if device.last_good_us is not None:
        good = f"last good value {max(0.0, (now_us() - device.last_good_us) / 1e6):.0f} s ago"
    if not device.is_healthy and device.last_fault is not None:
        good += f", now {quality_name(device.last_fault)}"
    error = f": {device.last_error}" if device.state != "running" and device.last_error else ""
    return (
        f"{device.device_name} ({device.protocol}) {device.state}, {device.accepted} readings"
        f"{counted}, {good}, {device.restarts} restarts{error}"
    )


def _address(site: "Site", given: str | None) -> Callable[[], str]:
    """Return what gives the collector's address; a moved server is found at its next connection."""
    from storage.connections import address_parts
    from storage.server import credentials, settings

    if given is not None:
        address_parts(given)
        return lambda: given

    def kept() -> str:
        found = credentials.load(settings.state_dir())
        return found.collector_dsn(site.collector.organization, site.collector.name)

    kept()
    return kept


def _stop_on_signals(stop: "asyncio.Event") -> "asyncio.Event":
    import asyncio

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _log_to_stderr() -> None:
    """Log to standard error; sources say themselves what their libraries would."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    for library in sorted(libraries()):
        logging.getLogger(library).setLevel(logging.CRITICAL)
