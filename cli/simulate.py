"""`wellflow simulate`: real Modbus, OPC UA and MQTT servers over one virtual or recorded field."""

import asyncio
import contextlib
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from domain.errors import ConfigError

if TYPE_CHECKING:
    from simulation.endpoints import Endpoints
    from simulation.simulation import Simulation

_PROGRESS_EVERY_S: Final = 1.0


@click.command(short_help="Run simulated devices for any reader.")
@click.option("--field", type=click.Choice(["texas", "volve"]), default="texas", show_default=True)
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the recorded field.")
@click.option("--month", default="2026-03", show_default=True, help="Production month, YYYY-MM.")
@click.option("--seed", type=int, help="The same seed gives the same field.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path(".wellflow/simulation"),
    show_default=True,
    help="Folder for papers, site files and the journal.",
)
@click.option(
    "--ports", "base_port", type=click.IntRange(0, 65_000), default=15020, show_default=True,
    help="First port; 0 takes free ones.",
)  # fmt: skip
@click.option("--broker", metavar="HOST:PORT", help="Use this MQTT broker instead of our own.")
@click.option("--live", is_flag=True, help="Go by the wall clock instead of by the reader.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
def simulate(
    field: str, data: Path | None, month: str, seed: int | None, out: Path, base_port: int,
    broker: str | None, live: bool, as_json: bool,
) -> None:  # fmt: skip
    """Run simulated devices until interrupted, so that any reader can be pointed at them.

    Each device has its own clock and goes on only when its reader took what it has: a Modbus
    device at the next poll, an OPC UA server when the report was acknowledged, an MQTT device
    when the broker has the message. The journal in the folder lists what was served and
    acknowledged.
    """
    from simulation.endpoints import Endpoints, broker_port

    with _broker(broker, broker_port(base_port)) as (host, port):
        endpoints = Endpoints(broker_port=port, broker_host=host, base_port=base_port)
        simulation = (
            _volve(data, out, endpoints)
            if field == "volve"
            else _texas(month, seed, out, endpoints, live=live)
        )
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(simulation, out, as_json=as_json))


def _texas(
    month: str, seed: int | None, out: Path, endpoints: "Endpoints", *, live: bool
) -> "Simulation":
    from domain.calendar import parse_month
    from simulation import texas
    from simulation.simulation import Simulation

    chosen = texas.DEFAULT_SEED if seed is None else seed
    if live:
        field = texas.texas_live(chosen, endpoints)
        texas.write_site_files(field, out)
    else:
        first_day = parse_month(month)
        field = texas.texas_month(first_day, chosen, endpoints)
        texas.write_texas_papers(field, first_day, out)
    return Simulation(field.sites, out / "journal.sqlite", is_live=live)


def _volve(data: Path | None, out: Path, endpoints: "Endpoints") -> "Simulation":
    from simulation.replay.volve import prepare_volve
    from simulation.simulation import Simulation

    if data is None:
        raise ConfigError(
            "the recorded field needs its folder", remedy="give --data FOLDER with volve_daily"
        )
    return Simulation(prepare_volve(data, out, endpoints), out / "journal.sqlite")


@contextlib.contextmanager
def _broker(address: str | None, port: int) -> Iterator[tuple[str, int]]:
    if address is not None:
        host, _, given = address.rpartition(":")
        if not host or not given.isdigit():
            raise ConfigError(f"{address!r} is no HOST:PORT", where="--broker")
        yield host, int(given)
        return
    from simulation.broker import EmbeddedBroker

    with EmbeddedBroker(port) as broker:
        yield broker.host, broker.port


async def _serve(simulation: "Simulation", out: Path, *, as_json: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await simulation.start()
    try:
        _say({"ready": True, "out": str(out)}, simulation.describe(), as_json=as_json)
        serving = asyncio.create_task(simulation.run())
        stopping = asyncio.create_task(stop.wait())
        while not serving.done() and not stopping.done():
            await asyncio.wait(
                [serving, stopping], timeout=_PROGRESS_EVERY_S,
                return_when=asyncio.FIRST_COMPLETED,
            )  # fmt: skip
            _say({"progress": simulation.progress()}, [], as_json=as_json)
        if serving.done():
            serving.result()
            done = "every sample was acknowledged; the last ones stay until you interrupt"
            _say({"done": True}, [done], as_json=as_json)
        await stopping
        serving.cancel()
    finally:
        await simulation.stop()


def _say(figures: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(figures))
        return
    for line in lines:
        click.echo(line)
