"""Keeps every source running, each alone: one that fails never stops the others."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.errors import ConfigError, StorageError, WellflowError
from ingest.backoff import BackOff
from ingest.site.tables import Device
from ingest.source import Sink, Source
from ingest.spool import device_states
from ingest.spool.device_states import State
from ingest.spool.spool import Spool

logger = logging.getLogger(__name__)

BuildSource = Callable[[Device], Source]

LONGEST_WAIT_S: Final = 30.0
CALM_AFTER_S: Final = 60.0


@dataclass
class SupervisedDevice:
    """One device and the task that keeps its source running."""

    device: Device
    sink: Sink
    build: BuildSource
    spool: Spool
    restarts: int = 0
    back_off: BackOff = field(default_factory=lambda: BackOff(limit_s=LONGEST_WAIT_S))

    async def keep_running(self) -> None:
        """Run the source until cancelled; start it again, later each time, when it ends."""
        self._note("starting")
        try:
            while True:
                started = asyncio.get_running_loop().time()
                error = await self._run_once()
                if asyncio.get_running_loop().time() - started > CALM_AFTER_S:
                    self.back_off.worked()
                self.restarts += 1
                wait_s = self.back_off.failed()
                logger.warning(
                    "source stopped device=%s protocol=%s restarts=%d wait_s=%.1f error=%s",
                    self.device.name, self.device.protocol, self.restarts, wait_s, error,
                )  # fmt: skip
                self._note("failed", error)
                await asyncio.sleep(wait_s)
        finally:
            self._note("stopped")

    async def _run_once(self) -> str:
        try:
            source = self.build(self.device)
            self._note("running")
            await source.run(self.sink)
        except WellflowError as error:
            return error.message
        except Exception as error:  # the boundary: no kind of failure may end a device for good
            logger.exception("source raised what it should not device=%s", self.device.name)
            return f"{type(error).__name__}: {error}"
        return "ended by itself"

    def _note(self, state: State, error: str | None = None) -> None:
        """Write the state down; a spool that cannot take it must not end the device."""
        try:
            device_states.note(
                self.spool, self.device.name, self.device.protocol, state,
                restarts=self.restarts, error=error,
            )  # fmt: skip
        except StorageError as fault:
            logger.warning("state not noted device=%s error=%s", self.device.name, fault.message)


class Supervisor:
    """All sources of a site."""

    def __init__(self, devices: Sequence[SupervisedDevice]) -> None:
        self._devices = devices
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start every source; none is waited for, so a device that is down delays nothing."""
        if self._tasks:
            raise ConfigError("the sources are already running")
        self._tasks = [
            asyncio.create_task(device.keep_running(), name=f"device {device.device.name}")
            for device in self._devices
        ]

    async def stop(self) -> None:
        """Cancel every source and wait until each has let go of its device."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
