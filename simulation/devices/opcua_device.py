"""An OPC UA server that writes bursts of samples and goes on when the reader acknowledged them.

Each sample is written with the device's time as its source timestamp. A burst is as long as the
shortest queue of its readers allows, at most a fixed number of values; the next one follows when
every reader that is still there acknowledged every notification of it. A new subscription gets
the burst that stands once more. The journal calls acknowledged what was queued for a reader: not
a node that nobody subscribed to, nor, for a reader that does not ask to be told of a new time, a
value that stood still.
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from asyncua import Server, ua

from ingest.protocols.opcua.site import OpcuaDevice
from simulation.device_sample import DeviceSample, DeviceSignal
from simulation.devices.cursor import Cursor
from simulation.devices.journal import Journal, Served
from simulation.devices.subscription_watch import SubscriptionWatch

NAMESPACE: Final = "urn:wellflow:simulation"
# The library warns at each start that an open endpoint is open, and of every reader that leaves.
logging.getLogger("asyncua.server").setLevel(logging.CRITICAL)

_BURST_VALUES: Final = 2000
_STATUS_KIND: Final = "status"
_Served = tuple[DeviceSample, Sequence[Served]]
# A reader that is killed tells nobody; nothing but looking finds out that it is gone.
_LOOK_EVERY_S: Final = 0.5


class SharedValue(ua.DataValue):  # type: ignore[misc]  # asyncua carries no types
    """A value that nobody changes, so the server need not copy it for each of its readers."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> "SharedValue":
        return self


class SimulatedOpcua:
    """One device of a site file, served over OPC UA in lockstep with its reader."""

    def __init__(
        self,
        device: OpcuaDevice,
        samples: Sequence[DeviceSample],
        journal: Journal,
        *,
        organization: str,
        is_live: bool = False,
    ) -> None:
        self.name = device.name
        self._device = device
        self._is_live = is_live
        self._node_ids = {tag.name: ua.NodeId.from_string(tag.node) for tag in device.tags}
        self._identifiers = {
            name: str(node_id.Identifier) for name, node_id in self._node_ids.items()
        }
        self._variants = {
            tag.name: ua.VariantType.Int32 if tag.kind == _STATUS_KIND else ua.VariantType.Double
            for tag in device.tags
        }
        self._scales = {tag.name: (tag.scale, tag.offset) for tag in device.tags}
        self._unread: list[_Served] = []
        self._server: Any = None
        self._watch: SubscriptionWatch | None = None
        self.cursor = Cursor(
            samples, journal, organization=organization, device_name=device.name,
            protocol="opcua", decoded=self._decoded,
        )  # fmt: skip

    async def start(self) -> None:
        """Open the endpoint with every node on its first value."""
        firsts = self._first_samples()
        self._server = Server()
        await self._server.init()
        self._server.set_endpoint(self._device.url)
        self._server.set_server_name(f"WellFlow simulation, {self.name}")
        self._server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
        namespace = await self._server.register_namespace(NAMESPACE)
        folder = await self._server.nodes.objects.add_object(namespace, self.name)
        for tag in self._device.tags:
            variant = ua.Variant(0, self._variants[tag.name])
            await folder.add_variable(self._node_ids[tag.name], tag.name, variant)
            if tag.name in firsts:
                await self._write_initial(tag.name, firsts[tag.name])
        self._watch = SubscriptionWatch(
            self._server.iserver.subscription_service, set(self._identifiers.values())
        )
        await self._server.start()

    async def run(self) -> None:
        """Serve burst after burst until the last one was acknowledged."""
        if self._is_live:
            await self.cursor.done.wait()
            return
        while not self.cursor.done.is_set():
            burst = await self._serve(self._burst())
            while not await self._is_acknowledged():
                # A newcomer's queue may be shorter than the burst that stands.
                burst = await self._serve(self._burst())
            self._acknowledge(burst)
            self.cursor.advance(len(burst))

    async def stop(self) -> None:
        """Close the endpoint."""
        if self._server is not None:
            await self._server.stop()
            self._server = None

    async def go_to(self, index: int) -> None:
        """Stand on a sample because of the wall clock (live mode)."""
        if self._watch is not None and self._watch.is_settled():
            self._acknowledge(self._unread)
            self._unread.clear()
        self.cursor.index = index
        self._unread += await self._serve([self.cursor.current])

    def describe(self) -> list[str]:
        """Print the address and the node ids."""
        lines = [f"OPC UA {self._device.url}, no security, anonymous"]
        lines.extend(f"  {tag.node}  {tag.name} [{tag.unit}]" for tag in self._device.tags)
        return lines

    def _burst(self) -> Sequence[DeviceSample]:
        queue_size = self._watch.queue_size() if self._watch else None
        values_per_sample = max(1, len(self.cursor.current.signals))
        length = max(1, _BURST_VALUES // values_per_sample)
        if queue_size:
            length = min(length, queue_size)
        start = self.cursor.index
        return self.cursor.samples[start : start + length]

    async def _serve(self, burst: Sequence[DeviceSample]) -> list[_Served]:
        """Write a burst and return it with its rows."""
        if self._watch is not None:
            self._watch.has_newcomer = False
        served = []
        for sample in burst:
            served.append((sample, self.cursor.serve(sample)))
            for tag_name, signal in sample.signals.items():
                await self._write(tag_name, signal, sample.observed_at)
            # A burst is long; the other devices of this process must answer meanwhile.
            await asyncio.sleep(0)
        return served

    def _acknowledge(self, burst: Sequence[_Served]) -> None:
        """Note what of a burst the readers were told, now that each acknowledged its part."""
        if self._watch is None:
            return
        told = self._watch.told()
        for sample, rows in burst:
            named = zip(sample.signals, rows, strict=True)
            self.cursor.acknowledge(
                [
                    row
                    for name, row in named
                    if (self._identifiers[name], sample.observed_at) in told
                ]
            )
        self._watch.forget()

    async def _is_acknowledged(self) -> bool:
        """Wait for the reader; return False when a new one needs the burst again."""
        if self._watch is None:
            return False
        while True:
            if self._watch.has_newcomer:
                return False
            if self._watch.is_settled():
                return True
            self._watch.changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._watch.changed.wait(), _LOOK_EVERY_S)

    async def _write(self, tag_name: str, signal: DeviceSignal, observed_at: datetime) -> None:
        raw = self._raw(tag_name, signal)
        kind = ua.VariantType.Null if raw is None else self._variants[tag_name]
        variant = ua.Variant(raw, kind)
        value = SharedValue(
            variant, ua.StatusCode(int(signal.quality)), SourceTimestamp=observed_at
        )
        await self._server.write_attribute_value(self._node_ids[tag_name], value)

    async def _write_initial(self, tag_name: str, first: DeviceSample) -> None:
        """Show the first value a tag will have: a node without one is reported as a fault."""
        self.cursor.serve(first, {tag_name: first.signals[tag_name]})
        await self._write(tag_name, first.signals[tag_name], first.observed_at)

    def _first_samples(self) -> Mapping[str, DeviceSample]:
        """Return for each tag the first sample that speaks of it."""
        firsts: dict[str, DeviceSample] = {}
        for sample in self.cursor.samples:
            for tag_name in sample.signals:
                firsts.setdefault(tag_name, sample)
            if len(firsts) == len(self._node_ids):
                break
        return firsts

    def _raw(self, tag_name: str, signal: DeviceSignal) -> float | int | None:
        if signal.value is None:
            return None
        scale, offset = self._scales[tag_name]
        raw = (signal.value - offset) / scale
        return round(raw) if self._variants[tag_name] is ua.VariantType.Int32 else raw

    def _decoded(self, tag_name: str, signal: DeviceSignal) -> DeviceSignal:
        raw = self._raw(tag_name, signal)
        if raw is None:
            return signal
        scale, offset = self._scales[tag_name]
        return DeviceSignal(raw * scale + offset, signal.quality)
