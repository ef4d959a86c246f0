"""JSON messages of a device, taken from a broker and acknowledged once they are stored.

The session is persistent and every message is acknowledged by hand. What has arrived is stored
as one batch without waiting for more, so a batch never exceeds what the broker sends unacknowledged
(20 to 100 messages): waiting for a fuller one would wait for ever. A broker that is away, refuses
or is lost gives each tag a reading without value: nobody can say what the device shows meanwhile.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Final

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from domain.errors import SourceError
from domain.measurement.quality import Quality
from ingest.protocols.mqtt.message import MessageReader
from ingest.protocols.mqtt.site import MqttDevice
from ingest.source import Content, Sink, Source
from ingest.tag_value import absent_readings

_log = logging.getLogger(__name__)

_BATCH_MESSAGES: Final = 64
_AWAY: Final = int(Quality.BAD_COMMUNICATION)
_FIRST_RECONNECT_S: Final = 1
_LAST_RECONNECT_S: Final = 60


def build(device: MqttDevice) -> Source:
    """Return the source of an MQTT device of a site file."""
    return MqttSource(device)


@dataclass(frozen=True)
class _Delivery:
    """A message, and on which connection it came: another one must not be told of it."""

    connection: int
    message: MQTTMessage
    received_at: datetime


@dataclass(frozen=True)
class _Lost:
    """The broker is away, or refused, since an instant."""

    at: datetime


class MqttSource:
    """Subscribes for one device; the broker may be away at the start and at any time after."""

    def __init__(self, device: MqttDevice) -> None:
        self.device_name = device.name
        self._device = device
        self._messages = MessageReader(device.tags)

    async def run(self, sink: Sink) -> None:
        """Take messages until cancelled; raise `SourceError` when the broker refuses the topic."""
        session = _Session(self._device, asyncio.get_running_loop())
        session.open()
        try:
            while True:
                arrived = await session.arrived(_BATCH_MESSAGES)
                content = self._content(arrived)
                await sink.accept(content.readings, content.refused)
                session.acknowledge([one for one in arrived if isinstance(one, _Delivery)])
        finally:
            await asyncio.to_thread(session.close)

    def _content(self, arrived: Sequence[_Delivery | _Lost]) -> Content:
        content = Content()
        for one in arrived:
            if isinstance(one, _Lost):
                content.readings += absent_readings(self._device.tags, _AWAY, one.at)
                continue
            message = one.message
            self._messages.read(message.topic, bytes(message.payload), one.received_at, content)
        return content


class _Session:
    """One persistent session with the broker; its callbacks run on the client's own thread."""

    def __init__(self, device: MqttDevice, loop: asyncio.AbstractEventLoop) -> None:
        self._device = device
        self._loop = loop
        self._arrived: asyncio.Queue[_Delivery | _Lost | SourceError] = asyncio.Queue()
        self._is_connected = False
        self._had_session = False
        self._connection = 0
        self._connection_lock = Lock()
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=device.client_id,
            clean_session=False,
            manual_ack=True,
        )
        self._client.on_connect = self._on_connect
        self._client.on_connect_fail = self._on_connect_fail
        self._client.on_disconnect = self._on_disconnect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._client.reconnect_delay_set(_FIRST_RECONNECT_S, _LAST_RECONNECT_S)

    @property
    def where(self) -> str:
        """The broker and topic as messages name them."""
        return f"{self._device.host}:{self._device.port} {self._device.topic}"

    def open(self) -> None:
        """Begin to connect, and to connect again whenever the connection is lost."""
        device = self._device
        self._client.connect_async(device.host, device.port, keepalive=device.keepalive_s)
        self._client.loop_start()

    async def arrived(self, limit: int) -> list[_Delivery | _Lost]:
        """Wait for a message and return it with those that have already come."""
        deliveries = [await self._next()]
        while len(deliveries) < limit and not self._arrived.empty():
            deliveries.append(await self._next())
        return deliveries

    def acknowledge(self, deliveries: Sequence[_Delivery]) -> None:
        """Tell the broker that messages are stored, unless their connection is gone.

        The lock keeps a lost connection from being noticed in between: until it is, the
        client throws away what it has not sent.
        """
        with self._connection_lock:
            for delivery in deliveries:
                if delivery.connection == self._connection:
                    self._client.ack(delivery.message.mid, delivery.message.qos)

    def close(self) -> None:
        """Leave the broker; it keeps the session and what was not acknowledged."""
        self._client.disconnect()
        self._client.loop_stop()

    async def _next(self) -> _Delivery | _Lost:
        arrived = await self._arrived.get()
        if isinstance(arrived, SourceError):
            raise arrived
        return arrived

    def _hand_over(self, item: _Delivery | _Lost | SourceError) -> None:
        self._loop.call_soon_threadsafe(self._arrived.put_nowait, item)

    def _on_connect(
        self,
        client: Client,
        _userdata: object,
        flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            _log.warning("%s: broker refused: %s", self._device.name, reason)
            self._hand_over(_Lost(datetime.now(UTC)))
            return
        if self._had_session and not flags.session_present:
            _log.warning(
                "%s: the broker has forgotten our session; what it held for us is lost",
                self._device.name,
            )
        self._is_connected = self._had_session = True
        kept = "kept" if flags.session_present else "new"
        _log.info("%s: connected to %s, session %s", self._device.name, self.where, kept)
        client.subscribe(self._device.topic, qos=1)

    def _on_connect_fail(self, _client: Client, _userdata: object) -> None:
        _log.warning("%s: no connection to %s", self._device.name, self.where)
        self._hand_over(_Lost(datetime.now(UTC)))

    def _on_disconnect(
        self,
        _client: Client,
        _userdata: object,
        _flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        with self._connection_lock:
            self._connection += 1
        if reason.is_failure:
            _log.warning("%s: connection to %s lost: %s", self._device.name, self.where, reason)
            if self._is_connected:
                self._hand_over(_Lost(datetime.now(UTC)))
        self._is_connected = False

    def _on_subscribe(
        self,
        _client: Client,
        _userdata: object,
        _mid: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            self._hand_over(
                SourceError(
                    "the broker refused the topic",
                    where=self.where,
                    remedy="check the topic and what the broker lets this client read",
                )
            )

    def _on_message(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        self._hand_over(_Delivery(self._connection, message, datetime.now(UTC)))
