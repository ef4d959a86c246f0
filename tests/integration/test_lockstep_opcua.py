"""Simulated OPC UA devices against an independent client: every burst whole, again when unread."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asyncua import Client as OpcuaClient
from asyncua import ua

from domain.measurement.quality import Quality
from ingest.protocols.opcua.site import OpcuaDevice
from simulation.device_sample import DeviceSample, DeviceSignal
from simulation.devices.journal import Journal, read_journal
from simulation.devices.opcua_device import SimulatedOpcua
from simulation.endpoints import free_port

START = datetime(2026, 3, 8, 6, 0, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    book = Journal(tmp_path / "journal.sqlite")
    yield book
    book.close()


def served_by(journal: Journal, *, acknowledged: bool | None = None) -> list[tuple[str, int]]:
    journal.flush()
    return [
        (row.tag_name, row.observed_s)
        for row in read_journal(journal.path)
        if acknowledged is None or row.acknowledged is acknowledged
    ]


class Notes:
    """A handler that lists what it was told, per node."""

    def __init__(self) -> None:
        self.seen: dict[str, list[tuple[int, float | None, int]]] = {}
        self._more = asyncio.Event()

    async def told(self, stamp: int) -> None:
        """Wait until there was news of an instant."""
        async with asyncio.timeout(30):
            while not any(second >= stamp for second, _, _ in self.seen.get("run", ())):
                self._more.clear()
                await self._more.wait()

    def datachange_notification(self, node: Any, value: Any, event: Any) -> None:
        data = event.monitored_item.Value
        if data.SourceTimestamp is None or data.StatusCode.value == 0x80320000:
            return
        second = int(data.SourceTimestamp.replace(tzinfo=UTC).timestamp())
        self.seen.setdefault(str(node.nodeid.Identifier), []).append(
            (second, value, data.StatusCode.value)
        )
        self._more.set()


def opcua_device(port: int) -> OpcuaDevice:
    return OpcuaDevice.model_validate(
        {
            "name": "plc", "protocol": "opcua", "url": f"opc.tcp://127.0.0.1:{port}/field",
            "tag": [
                {"name": "run", "kind": "status", "unit": "none", "node": "ns=2;s=run"},
                {"name": "psi", "kind": "pressure", "unit": "psig", "node": "ns=2;s=psi"},
            ],
        }
    )  # fmt: skip


@asynccontextmanager
async def opcua_reader(
    url: str,
    notes: Notes,
    *,
    queue_size: int = 1000,
    publish_interval_ms: int = 20,
    names: Sequence[str] = ("run", "psi"),
    trigger: ua.DataChangeTrigger = ua.DataChangeTrigger.StatusValueTimestamp,
) -> AsyncIterator[OpcuaClient]:
    client = OpcuaClient(url)
    await client.connect()
    try:
        subscription = await client.create_subscription(publish_interval_ms, notes)
        timed = ua.DataChangeFilter(Trigger=trigger)
        nodes = [client.get_node(f"ns=2;s={name}") for name in names]
        items = [
            subscription._make_monitored_item_request(
                node, ua.AttributeIds.Value, timed, queue_size, ua.MonitoringMode.Reporting, 0
            )
            for node in nodes
        ]
        await subscription.create_monitored_items(items)
        yield client
    finally:
        await client.disconnect()


def steady(count: int) -> list[DeviceSample]:
    """Samples whose values hardly change, one of them bad."""
    made = [
        DeviceSample(
            START + timedelta(minutes=15 * step),
            {"run": DeviceSignal(1.0), "psi": DeviceSignal(100.0)},
        )
        for step in range(count)
    ]
    bad = DeviceSignal(None, Quality.BAD_SENSOR_FAILURE)
    made[5] = made[5]._replace(signals={"run": DeviceSignal(1.0), "psi": bad})
    return made


def test_opcua__every_sample_of_every_burst_arrives_in_order(journal: Journal) -> None:
    wanted = steady(2500)
    port = free_port()
    notes = Notes()

    async def scenario() -> None:
        configured = opcua_device(port)
        device = SimulatedOpcua(configured, wanted, journal, organization="test")
        await device.start()
        try:
            async with opcua_reader(configured.url, notes):
                await asyncio.wait_for(device.run(), 60)
        finally:
            await device.stop()

    asyncio.run(scenario())
    times = [sample.unix_s for sample in wanted]
    for node in ("run", "psi"):
        seen = [second for second, _, _ in notes.seen[node]]
        assert sorted(set(seen)) == times
        later = seen[seen.index(times[0], 1) if times[0] in seen[1:] else 0 :]
        assert sorted(later) == later, "in order once the burst was served to this reader"
    assert (times[5], None, int(Quality.BAD_SENSOR_FAILURE)) in notes.seen["psi"]
    assert len(served_by(journal, acknowledged=True)) == 2 * len(wanted)


def test_opcua__a_new_subscription_gets_the_unacknowledged_burst_again(journal: Journal) -> None:
    wanted = steady(40)
    port = free_port()
    first, second = Notes(), Notes()

    async def scenario() -> None:
        configured = opcua_device(port)
        device = SimulatedOpcua(configured, wanted, journal, organization="test")
        await device.start()
        serving = asyncio.create_task(device.run())
        try:
            async with opcua_reader(configured.url, first):
                pass
            assert not serving.done()
            async with opcua_reader(configured.url, second):
                await asyncio.wait_for(serving, 20)
        finally:
            serving.cancel()
            await device.stop()

    asyncio.run(scenario())
    times = {sample.unix_s for sample in wanted}
    assert {stamp for stamp, _, _ in second.seen["run"]} == times
    assert len(served_by(journal, acknowledged=True)) == 2 * len(wanted)


def test_opcua__a_burst_begun_without_a_reader_is_cut_to_the_queue_of_the_first(
    journal: Journal,
) -> None:
    wanted = steady(200)
    port = free_port()
    notes = Notes()

    async def scenario() -> None:
        configured = opcua_device(port)
        device = SimulatedOpcua(configured, wanted, journal, organization="test")
        await device.start()
        serving = asyncio.create_task(device.run())
        try:
            async with opcua_reader(configured.url, notes, queue_size=50, publish_interval_ms=1000):
                await asyncio.wait_for(serving, 30)
        finally:
            serving.cancel()
            await device.stop()

    asyncio.run(scenario())
    told = {stamp for tag, stamp in served_by(journal, acknowledged=True) if tag == "run"}
    assert {stamp for stamp, _, _ in notes.seen["run"]} == told
    assert told == {sample.unix_s for sample in wanted}


@asynccontextmanager
async def serving(
    configured: OpcuaDevice, wanted: list[DeviceSample], journal: Journal
) -> AsyncIterator[asyncio.Task[None]]:
    """Serve samples for the length of a block."""
    device = SimulatedOpcua(configured, wanted, journal, organization="test")
    await device.start()
    task = asyncio.create_task(device.run())
    try:
        yield task
    finally:
        task.cancel()
        await device.stop()


def told_of(journal: Journal, tag_name: str) -> set[int]:
    return {stamp for tag, stamp in served_by(journal, acknowledged=True) if tag == tag_name}


def test_opcua__a_second_reader_takes_nothing_from_the_first(journal: Journal) -> None:
    """A reader that looks in with a short queue, leaves, is killed: the first one has it all."""
    wanted = steady(1500)
    first, guest = Notes(), Notes()

    async def scenario() -> None:
        configured = opcua_device(free_port())
        async with (
            serving(configured, wanted, journal) as task,
            opcua_reader(configured.url, first, queue_size=100),
        ):
            async with opcua_reader(configured.url, guest, queue_size=10):
                await first.told(wanted[200].unix_s)
            killed = OpcuaClient(configured.url)
            await killed.connect()
            lasting = await killed.create_subscription(20, Notes())
            await lasting.subscribe_data_change(killed.get_node("ns=2;s=run"))
            await first.told(wanted[400].unix_s)
            killed.disconnect_socket()
            await asyncio.wait_for(task, 60)

    asyncio.run(scenario())
    times = {sample.unix_s for sample in wanted}
    for name in ("run", "psi"):
        assert {stamp for stamp, _, _ in first.seen[name]} == times == told_of(journal, name)


def test_opcua__what_nobody_was_told_is_not_acknowledged(journal: Journal) -> None:
    """A reader of one node, told of changed values only: the journal claims no more than that."""
    wanted = steady(40)
    notes = Notes()

    async def scenario() -> None:
        configured = opcua_device(free_port())
        async with (
            serving(configured, wanted, journal) as task,
            opcua_reader(
                configured.url, notes, names=["psi"], trigger=ua.DataChangeTrigger.StatusValue
            ),
        ):
            await asyncio.wait_for(task, 20)

    asyncio.run(scenario())
    assert told_of(journal, "run") == set()
    assert told_of(journal, "psi") <= {stamp for stamp, _, _ in notes.seen["psi"]}
    assert wanted[5].unix_s in told_of(journal, "psi")
    assert len(told_of(journal, "psi")) < 5
