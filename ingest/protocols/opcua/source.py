"""An OPC UA server, subscribed: what it reports is stored before the report is acknowledged.

After any failure everything is made anew, client, session and subscription, because a repaired
session may look alive and report nothing; a watchdog ends one that has gone silent.
"""

import asyncio
import logging
import time
from datetime import UTC, datetime
from typing import Final

from asyncua import Client, ua
from asyncua.ua.uaerrors import UaStructParsingError

from domain.errors import SourceError, StorageError
from domain.measurement.quality import Quality, has_overflowed
from domain.measurement.reading import Reading, Refused
from ingest.backoff import BackOff
from ingest.cancellation import stay_cancelled
from ingest.protocols.opcua.connection import Patience, connected, node_id_of, translated
from ingest.protocols.opcua.site import OpcuaDevice
from ingest.protocols.opcua.value import status_of, value_reading
from ingest.source import Content, Sink, Source
from ingest.tag_value import absent_readings

_log = logging.getLogger(__name__)

_SUBSCRIPTION_LIFE_MS: Final = 600_000
_MAX_NOTIFICATIONS: Final = 10_000


def build(device: OpcuaDevice) -> Source:
    """Return the source of an OPC UA device of a site file."""
    return OpcuaSource(device)


class OpcuaSource:
    """Subscribes to the nodes of one server, and again whenever the connection fails."""

    def __init__(
        self,
        device: OpcuaDevice,
        *,
        patience: Patience | None = None,
        back_off: BackOff | None = None,
    ) -> None:
        self.device_name = device.name
        self._device = device
        self._patience = patience or Patience()
        self._back_off = back_off or BackOff()

    async def run(self, sink: Sink) -> None:
        """Take reports until cancelled; only a failing sink ends it."""
        while True:
            try:
                await self._follow(sink)
            except SourceError as error:
                if self._back_off.failures == 0:
                    _log.warning("%s: %s", self.device_name, error.message)
            stay_cancelled()
            now = datetime.now(UTC)
            lost = absent_readings(self._device.tags, int(Quality.BAD_COMMUNICATION), now)
            await sink.accept(lost)
            await asyncio.sleep(self._back_off.failed())

    async def _follow(self, sink: Sink) -> None:
        """Live through one connection; it ends by an exception."""
        async with connected(self._device.url, self._patience) as client:
            subscription = _Subscription(client, self._device, self._patience, sink)
            await subscription.create()
            if self._back_off.failures:
                _log.info("%s: connected again", self.device_name)
            self._back_off.worked()
            await subscription.watch()


class _Subscription:
    """One subscription: its nodes, what it reports, and whether it still does."""

    def __init__(self, client: Client, device: OpcuaDevice, patience: Patience, sink: Sink) -> None:
        self._client = client
        self._device = device
        self._patience = patience
        self._sink = sink
        self._id = 0
        self._tags_by_handle = dict(enumerate(device.tags, start=1))
        self._missing = set(self._tags_by_handle)
        self._next_number = 1
        self._storing = False
        self._last_report = time.monotonic()
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ask_for_report = client.uaclient.session.publish
        client.uaclient.session.publish = self._next_report

    async def create(self) -> None:
        """Ask the server for the subscription and its nodes."""
        self._client.connection_lost_callback = self._connection_lost
        interval_ms = self._device.publish_interval_ms
        async with translated(self._device.url):
            created = await self._client.uaclient.session.create_subscription(
                ua.CreateSubscriptionParameters(
                    RequestedPublishingInterval=interval_ms,
                    RequestedLifetimeCount=max(1, _SUBSCRIPTION_LIFE_MS // interval_ms),
                    RequestedMaxKeepAliveCount=self._keep_alive_count(interval_ms),
                    MaxNotificationsPerPublish=_MAX_NOTIFICATIONS,
                    PublishingEnabled=True,
                ),
                callback=self._reported,
            )
        self._id = created.SubscriptionId
        await self._ask_for_missing()

    async def watch(self) -> None:
        """Wait until the subscription fails, asking for missing nodes now and then."""
        next_ask = time.monotonic() + self._patience.bad_node_s
        while True:
            done, _ = await asyncio.wait([self._failure], timeout=self._patience.keep_alive_s)
            if done:
                self._failure.result()
            silent_s = time.monotonic() - self._last_report
            if not self._storing and silent_s > self._patience.silence_s:
                raise SourceError(f"no report for {silent_s:.0f} s", where=self._device.url)
            if self._missing and time.monotonic() >= next_ask:
                await self._ask_for_missing()
                next_ask = time.monotonic() + self._patience.bad_node_s

    def _keep_alive_count(self, interval_ms: int) -> int:
        return max(1, int(self._patience.keep_alive_s * 1000) // interval_ms)

    async def _ask_for_missing(self) -> None:
        """Subscribe to the nodes not yet had; each that the server refuses is a bad reading."""
        refused: list[Reading] = []
        now = datetime.now(UTC)
        async with translated(self._device.url):
            requests = await self._requests(refused, now)
            results = await self._created(requests)
        for request, result in zip(requests, results, strict=True):
            handle = request.RequestedParameters.ClientHandle
            tag = self._tags_by_handle[handle]
            if result.StatusCode.is_bad():
                refused += absent_readings([tag], result.StatusCode.value, now)
                continue
            self._missing.discard(handle)
            if result.RevisedQueueSize < self._device.queue_size:
                _log.warning(
                    "%s: %s: the server queues %d values, not the %d asked for",
                    self._device.name, tag.name, result.RevisedQueueSize, self._device.queue_size,
                )  # fmt: skip
        for reading in refused:
            _log.warning(
                "%s: %s: refused with %#010x",
                self._device.name, reading.tag_name, reading.quality,
            )  # fmt: skip
        if refused:
            await self._sink.accept(refused)

    async def _created(
        self, requests: list[ua.MonitoredItemCreateRequest]
    ) -> list[ua.MonitoredItemCreateResult]:
        if not requests:
            return []
        results: list[
            ua.MonitoredItemCreateResult
        ] = await self._client.uaclient.session.create_monitored_items(
            ua.CreateMonitoredItemsParameters(
                SubscriptionId=self._id,
                TimestampsToReturn=ua.TimestampsToReturn.Both,
                ItemsToCreate=requests,
            )
        )
        return results

    async def _requests(
        self, refused: list[Reading], now: datetime
    ) -> list[ua.MonitoredItemCreateRequest]:
        """Return a request per missing node; namespaces are looked up anew each time."""
        namespaces: list[str] = []
        if any(self._tags_by_handle[handle].node.startswith("nsu=") for handle in self._missing):
            namespaces = await self._client.get_namespace_array()
        requests = []
        for handle in sorted(self._missing):
            tag = self._tags_by_handle[handle]
            try:
                node_id = node_id_of(tag.node, namespaces)
            except SourceError:
                refused += absent_readings([tag], int(ua.StatusCodes.BadNodeIdUnknown), now)
                continue
            requests.append(self._request(handle, node_id))
        return requests

    def _request(self, handle: int, node_id: ua.NodeId) -> ua.MonitoredItemCreateRequest:
        parameters = ua.MonitoringParameters(
            ClientHandle=handle,
            SamplingInterval=0.0,
            # A meter that stands still is news too: the same value at a later time counts.
            Filter=ua.DataChangeFilter(Trigger=ua.DataChangeTrigger.StatusValueTimestamp),
            QueueSize=self._device.queue_size,
            DiscardOldest=True,
        )
        return ua.MonitoredItemCreateRequest(
            ItemToMonitor=ua.ReadValueId(NodeId=node_id, AttributeId=ua.AttributeIds.Value),
            MonitoringMode=ua.MonitoringMode.Reporting,
            RequestedParameters=parameters,
        )

    async def _reported(self, result: ua.PublishResult) -> None:
        """Store one report; the library acknowledges it when this returns, and only then."""
        self._last_report = time.monotonic()
        self._storing = True
        try:
            await self._store(result)
        except Exception as error:  # noqa: BLE001  # raising here would acknowledge the report
            self._fail(error)
            await asyncio.Event().wait()  # until closing the session cancels the publish loop
        finally:
            self._storing = False
            self._last_report = time.monotonic()

    async def _next_report(
        self, acknowledgements: list[ua.SubscriptionAcknowledgement]
    ) -> ua.PublishResponse:
        """Ask for a report; what cannot be taken apart is refused, and not passed over."""
        try:
            return await self._ask_for_report(acknowledgements)
        except UaStructParsingError as error:
            _log.warning("%s: a report cannot be read: %r", self._device.name, error.__cause__)
            detail = f"a report of {self._device.url} cannot be read: {error.__cause__!r}"
            try:
                await self._sink.accept([], [_malformed(detail, datetime.now(UTC))])
            except StorageError as fault:
                self._fail(fault)
            raise

    async def _store(self, result: ua.PublishResult) -> None:
        received_at = datetime.now(UTC)
        message = result.NotificationMessage
        content = Content([], self._missing_reports(message, received_at))
        for notification in message.NotificationData or ():
            if isinstance(notification, ua.StatusChangeNotification):
                raise SourceError(
                    f"the subscription ended: {notification.Status}", where=self._device.url
                )
            for item in getattr(notification, "MonitoredItems", ()):
                tag = self._tags_by_handle[item.ClientHandle]
                if has_overflowed(status_of(item.Value)):
                    _log.warning(
                        "%s: %s: the server's queue overflowed, values before this one are lost",
                        self._device.name, tag.name,
                    )  # fmt: skip
                content.add(value_reading(tag, item.Value, received_at))
        if content.readings or content.refused:
            await self._sink.accept(content.readings, content.refused)

    def _missing_reports(
        self, message: ua.NotificationMessage, received_at: datetime
    ) -> list[Refused]:
        """Return what to say of reports that were numbered and never came."""
        if not message.NotificationData:
            return []
        first, self._next_number = self._next_number, message.SequenceNumber + 1
        if message.SequenceNumber <= first:
            return []
        detail = f"reports {first} to {message.SequenceNumber - 1} of {self._device.url} never came"
        _log.warning("%s: %s", self._device.name, detail)
        return [_malformed(detail, received_at)]

    async def _connection_lost(self, error: Exception) -> None:
        self._fail(SourceError(f"connection lost: {error!r}", where=self._device.url))

    def _fail(self, error: Exception) -> None:
        if not self._failure.done():
            self._failure.set_exception(error)
            self._failure.exception()  # seen: another failure may end the watch first


def _malformed(detail: str, received_at: datetime) -> Refused:
    return Refused("malformed", detail, None, "", received_at)
