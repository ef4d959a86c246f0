"""Runs the simulated devices of one or more sites until every sample was acknowledged."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import ConfigError
from ingest.protocols.modbus.site import ModbusDevice
from ingest.protocols.mqtt.site import MqttDevice
from ingest.protocols.opcua.site import OpcuaDevice
from ingest.site.models import Site
from ingest.site.tables import Device as SiteDevice
from simulation.device_sample import DeviceSample
from simulation.devices.dead_device import DeadDevice
from simulation.devices.device import PlayedDevice
from simulation.devices.journal import Journal
from simulation.devices.modbus_device import SimulatedModbus
from simulation.devices.mqtt_device import SimulatedMqtt
from simulation.devices.opcua_device import SimulatedOpcua

logger = logging.getLogger(__name__)

Samples = Mapping[str, Sequence[DeviceSample]]
Served = SimulatedModbus | SimulatedOpcua | SimulatedMqtt


class Simulation:
    """The devices of some sites over their samples; a device without samples is a dead one.

    Parameters
    ----------
    sites : sequence of (Site, samples)
        Each site with the samples of its devices by name.
    journal_path : Path
        Where the list of what was served and acknowledged goes.
    is_live : bool
        Devices go by the wall clock instead of by their readers.
    """

    def __init__(
        self,
        sites: Sequence[tuple[Site, Samples]],
        journal_path: Path,
        *,
        is_live: bool = False,
    ) -> None:
        self._journal = Journal(journal_path)
        self._is_live = is_live
        self._served: list[Served] = []
        self._dead: list[DeadDevice] = []
        for site, samples in sites:
            self._add(site, samples)

    @property
    def devices(self) -> Sequence[PlayedDevice]:
        """Every device, dead ones last."""
        return [*self._served, *self._dead]

    async def start(self) -> None:
        """Open every socket; a broker must be there for MQTT devices."""
        for device in self.devices:
            await device.start()

    async def run(self) -> None:
        """Serve until every sample of every device was acknowledged."""
        if self._is_live:
            await self._follow_clock()
            return
        async with asyncio.TaskGroup() as group:
            for device in self._served:
                group.create_task(self._serve(device))
        self._journal.flush()

    async def stop(self) -> None:
        """Close every socket and the journal."""
        for device in self.devices:
            await device.stop()
        self._journal.close()

    def describe(self) -> list[str]:
        """Say where to point a reader and what it finds there."""
        lines = []
        for device in self.devices:
            lines.append(device.name)
            lines.extend(f"  {line}" for line in device.describe())
        return lines

    def progress(self) -> dict[str, tuple[int, int]]:
        """Return for each device how many samples were acknowledged, and of how many."""
        return {
            device.cursor.full_name: (device.cursor.n_acknowledged, len(device.cursor.samples))
            for device in self._served
        }

    async def _serve(self, device: Served) -> None:
        await device.run()
        logger.info("%s: all samples acknowledged", device.name)

    async def _follow_clock(self) -> None:
        """Put every device on the last sample that is not in the future, again and again."""
        samples = self._served[0].cursor.samples
        for index, sample in enumerate(samples):
            wait_s = (sample.observed_at - datetime.now(UTC)).total_seconds()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            for device in self._served:
                await device.go_to(index)

    def _add(self, site: Site, samples: Samples) -> None:
        for device in site.devices:
            if device.name in samples:
                self._served.append(self._served_by(site, device, samples[device.name]))
            elif isinstance(device, ModbusDevice):
                self._dead.append(DeadDevice(device))
            else:
                raise ConfigError(
                    "has no samples", where=device.name, remedy="only Modbus devices play dead"
                )

    def _served_by(self, site: Site, device: SiteDevice, samples: Sequence[DeviceSample]) -> Served:
        organization, is_live = site.collector.organization, self._is_live
        if isinstance(device, ModbusDevice):
            return SimulatedModbus(
                device, samples, self._journal, organization=organization, is_live=is_live
            )
        if isinstance(device, OpcuaDevice):
            return SimulatedOpcua(
                device, samples, self._journal, organization=organization, is_live=is_live
            )
        if isinstance(device, MqttDevice):
            return SimulatedMqtt(
                device, samples, self._journal, organization=organization, is_live=is_live
            )
        raise ConfigError(f"no simulated device speaks {device.protocol}", where=device.name)
