"""The collector: sources, spool and forwarder of one site, run as one process."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from domain.errors import WellflowError
from domain.measurement.reading import Reading
from ingest.forwarding.forwarder import Forwarder
from ingest.protocols.registry import build_source
from ingest.site.models import Site
from ingest.spool import lock as spool_lock
from ingest.spool.group_commit import GroupCommit, SpoolSink
from ingest.spool.spool import Spool
from ingest.supervisor import BuildSource, SupervisedDevice, Supervisor

logger = logging.getLogger(__name__)

QUIET_S: Final = 2.0
DRAIN_S: Final = 5.0
LAST_BATCH_S: Final = 10.0
_LOOK_EVERY_S: Final = 0.05


class CollectorReport(NamedTuple):
    """What a run left behind."""

    counters: dict[str, int]
    pending: int
    last_error: str | None


@dataclass
class _Activity:
    """When a value last came: what tells whether the devices have gone quiet."""

    last_value_at: float = field(default_factory=time.monotonic)

    def accepted(self, readings: Sequence[Reading]) -> None:
        """Note values; a dead device's empty readings are no activity."""
        if any(reading.value is not None for reading in readings):
            self.last_value_at = time.monotonic()

    def quiet_s(self) -> float:
        """Return how long no value has come."""
        return time.monotonic() - self.last_value_at


async def run_collector(
    site: Site,
    dsn: str | Callable[[], str],
    spool: Spool,
    *,
    stop: asyncio.Event | None = None,
    until_drained: bool = False,
    quiet_s: float = QUIET_S,
    drain_s: float = DRAIN_S,
    build: BuildSource = build_source,
) -> CollectorReport:
    """Collect a site until told to stop; never ends because a device or the database is away.

    Parameters
    ----------
    site : Site
        Devices and tags.
    dsn : str or callable
        The collector's own login at the database; a callable is asked at every connection.
    spool : Spool
        Open; it is locked for this process and left open.
    stop : asyncio.Event, optional
        Set it to end the run.
    until_drained : bool
        End by itself once no value came for `quiet_s` and the spool is empty.
    quiet_s : float
        How long no value must have come [s].
    drain_s : float
        How long a stop waits for the spool to empty [s]; what is left stays in the spool.
    build : callable
        Makes the source of a device.

    Raises
    ------
    ConfigError
        Another collector holds the spool.
    """
    stop = stop if stop is not None else asyncio.Event()
    address = dsn if callable(dsn) else lambda: dsn
    with spool_lock.held(spool.path):
        forwarder = Forwarder(spool, address)
        thread = threading.Thread(target=forwarder.run, name="forwarder", daemon=True)
        thread.start()
        commits = GroupCommit(spool, on_written=forwarder.wake)
        activity = _Activity()
        supervisor = Supervisor(_devices(site, spool, commits, activity, build))
        supervisor.start()
        logger.info("collecting devices=%d tags=%d", len(site.devices), len(site.tags))
        try:
            await _until_done(stop, spool, activity, quiet_s if until_drained else None)
        finally:
            await supervisor.stop()
            await asyncio.to_thread(commits.close)
            await asyncio.to_thread(_drain, spool, forwarder, drain_s)
            await asyncio.to_thread(_end, forwarder, thread)
        return CollectorReport(spool.counters(), spool.pending(), forwarder.last_error)


def spool_path(site: Site, state_dir: Path) -> Path:
    """Return where a site's spool lies: as its file says, else in the state folder."""
    collector = site.collector
    if collector.spool is not None:
        return collector.spool
    return state_dir / "spool" / f"{collector.organization}-{collector.name}.db"


def _devices(
    site: Site, spool: Spool, commits: GroupCommit, activity: _Activity, build: BuildSource
) -> list[SupervisedDevice]:
    return [
        SupervisedDevice(
            device=device,
            sink=SpoolSink(device.name, commits, activity.accepted),
            build=build,
            spool=spool,
        )
        for device in site.devices
    ]


async def _until_done(
    stop: asyncio.Event, spool: Spool, activity: _Activity, quiet_s: float | None
) -> None:
    """Wait for a stop, or for quiet devices and an empty spool where `quiet_s` is given."""
    if quiet_s is None:
        await stop.wait()
        return
    while not stop.is_set():
        if activity.quiet_s() >= quiet_s and spool.is_empty():
            return
        try:
            await asyncio.wait_for(stop.wait(), _LOOK_EVERY_S)
        except TimeoutError:
            continue


def _drain(spool: Spool, forwarder: Forwarder, drain_s: float) -> None:
    """Give the forwarder a while to empty the spool; a database that fails is not waited for."""
    deadline = time.monotonic() + drain_s
    forwarder.wake()
    try:
        while time.monotonic() < deadline and not spool.is_empty():
            if forwarder.last_error is not None:
                return
            time.sleep(_LOOK_EVERY_S)
    except WellflowError as error:
        logger.warning("the spool cannot be read while stopping: %s", error.message)


def _end(forwarder: Forwarder, thread: threading.Thread) -> None:
    """End the forwarder after its batch, or without it where the database says nothing more."""
    forwarder.stop()
    thread.join(LAST_BATCH_S)
    while thread.is_alive():
        logger.warning("the database does not answer; its batch stays in the spool")
        forwarder.hang_up()
        thread.join(1.0)
