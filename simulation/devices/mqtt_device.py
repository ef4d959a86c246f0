"""A device that publishes one JSON message per sample, QoS 1, and goes on when the broker has it.

``{"time": "2026-03-01T13:00:00Z", "values": {"caliche.gas.total": 1234.5}}``; a tag without a
value is left out. The broker is the device's reader: what it acknowledged it must hand on, so a
persistent session of the collector has to exist before the first message (`provision_session`).
"""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC
from typing import Final

from paho.mqtt.client import Client, ConnectFlags
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from domain.errors import SourceError
from ingest.protocols.mqtt.site import MqttDevice
from simulation.device_sample import DeviceSample, DeviceSignal
from simulation.devices.cursor import Cursor
from simulation.devices.journal import Journal

_BATCH: Final = 50
_ANSWER_TIMEOUT_S: Final = 5.0
_ATTEMPTS: Final = 4
_QOS: Final = 1


class SimulatedMqtt:
    """One device of a site file, published over MQTT in lockstep with the broker."""

    def __init__(
        self,
        device: MqttDevice,
        samples: Sequence[DeviceSample],
        journal: Journal,
        *,
        organization: str,
        is_live: bool = False,
    ) -> None:
        self.name = device.name
        self._device = device
        self._topic = device.tags[0].topic
        self._keys = {tag.name: tag.value for tag in device.tags}
        self._is_live = is_live
        self._client: Client | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pending: set[int] = set()
        self._settled = asyncio.Event()
        self.cursor = Cursor(
            samples, journal, organization=organization, device_name=device.name,
            protocol="mqtt", decoded=lambda _tag_name, signal: signal,
        )  # fmt: skip

    async def start(self) -> None:
        """Make sure the collector's session exists, then connect."""
        self._loop = asyncio.get_running_loop()
        await provision_session(self._device)
        client = Client(
            CallbackAPIVersion.VERSION2, client_id=f"{self.name}-simulated", clean_session=False
        )
        client.on_publish = self._on_publish
        self._client = client
        try:
            await _connect(client, self._device)
        except TimeoutError as error:
            raise SourceError("the broker does not answer", where=self.name) from error

    async def run(self) -> None:
        """Publish batch after batch until the broker acknowledged the last."""
        if self._is_live:
            await self.cursor.done.wait()
            return
        while not self.cursor.done.is_set():
            start = self.cursor.index
            batch = self.cursor.samples[start : start + _BATCH]
            await self._publish(batch)
            self.cursor.advance(len(batch))

    async def stop(self) -> None:
        """Hang up."""
        if self._client is not None:
            await _disconnect(self._client)
            self._client = None

    async def go_to(self, index: int) -> None:
        """Publish a sample because of the wall clock (live mode)."""
        self.cursor.index = index
        await self._publish([self.cursor.current])

    def describe(self) -> list[str]:
        """Print the broker, the topic and the keys of the message."""
        lines = [f"MQTT {self._device.host}:{self._device.port} topic {self._topic}, QoS 1"]
        lines.extend(f"  values.{tag.value} [{tag.unit}]" for tag in self._device.tags)
        return lines

    async def _publish(self, batch: Sequence[DeviceSample]) -> None:
        if self._client is None:
            raise SourceError("the device is not started", where=self.name)
        self._settled.clear()
        served = []
        for sample in batch:
            served.append(self.cursor.serve(sample, _present(sample)))
            info = self._client.publish(self._topic, self._message(sample), qos=_QOS)
            self._pending.add(info.mid)
        if self._pending:
            await self._settled.wait()
        for rows in served:
            self.cursor.acknowledge(rows)

    def _message(self, sample: DeviceSample) -> str:
        values = {self._keys[name]: signal.value for name, signal in _present(sample).items()}
        time = sample.observed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return json.dumps({"time": time, "values": values}, separators=(",", ":"))

    def _on_publish(self, _client: Client, _userdata: object, mid: int, *_rest: object) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._note_acknowledged, mid)

    def _note_acknowledged(self, mid: int) -> None:
        self._pending.discard(mid)
        if not self._pending:
            self._settled.set()


async def provision_session(device: MqttDevice) -> None:
    """Open and leave the collector's persistent session, so that the broker keeps its messages.

    A broker gives a message only to sessions that exist when it arrives; this does for the
    simulated site what a technician does by starting the collector before the device. What waits
    in a session from before is the collector's: it is taken by hand only, so none is taken here.
    A collector that is running loses its connection, takes its session back, and subscribes; a
    broker that sees both come at once may leave one without an answer, so it is asked again.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            await _opened_and_left(device)
        except TimeoutError as error:
            if attempt == _ATTEMPTS:
                raise SourceError(
                    f"the broker at {device.host}:{device.port} does not answer", where=device.name
                ) from error
        else:
            return


async def _opened_and_left(device: MqttDevice) -> None:
    client = Client(
        CallbackAPIVersion.VERSION2, client_id=device.client_id, clean_session=False,
        manual_ack=True, reconnect_on_failure=False,
    )  # fmt: skip
    subscribed = _Answer()
    client.on_subscribe = lambda _client, _userdata, _mid, reasons, _properties: subscribed.set(
        reasons[0]
    )
    try:
        was_there = await _connect(client, device)
        client.subscribe(device.topic, qos=_QOS)
        if not was_there:
            await subscribed.of(device, f"the broker does not let {device.topic} be read")
    finally:
        await _disconnect(client)


class _Answer:
    """What the broker says to a request, from the client's thread to the loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._reason: asyncio.Future[ReasonCode] = self._loop.create_future()

    def set(self, reason: ReasonCode) -> None:
        """Take the answer; one that comes again changes nothing."""
        self._loop.call_soon_threadsafe(self._settle, reason)

    async def of(self, device: MqttDevice, refusal: str) -> None:
        """Wait for the answer; raise `SourceError` when it is no, `TimeoutError` without one."""
        async with asyncio.timeout(_ANSWER_TIMEOUT_S):
            reason = await self._reason
        if reason.is_failure:
            raise SourceError(f"{refusal}: {reason}", where=device.name)

    def _settle(self, reason: ReasonCode) -> None:
        if not self._reason.done():
            self._reason.set_result(reason)


async def _connect(client: Client, device: MqttDevice) -> bool:
    """Connect; return whether the broker has kept a session of this client."""
    connected = _Answer()
    kept: list[bool] = []

    def on_connect(
        _client: Client, _userdata: object, flags: ConnectFlags, reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:  # fmt: skip
        kept.append(flags.session_present)
        connected.set(reason)

    client.on_connect = on_connect
    try:
        await asyncio.to_thread(client.connect, device.host, device.port, device.keepalive_s)
    except OSError as error:
        raise SourceError(
            f"no broker at {device.host}:{device.port}", where=device.name,
            remedy="start the broker first",
        ) from error  # fmt: skip
    client.loop_start()
    await connected.of(device, "the broker refused the connection")
    return kept[0]


async def _disconnect(client: Client) -> None:
    client.disconnect()
    await asyncio.to_thread(client.loop_stop)


def _present(sample: DeviceSample) -> dict[str, DeviceSignal]:
    return {name: signal for name, signal in sample.signals.items() if signal.value is not None}
