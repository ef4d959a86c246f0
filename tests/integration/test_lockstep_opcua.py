"""Simulated OPC UA devices against an independent client: every burst whole, again when unread."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asyncua import Client as OpcuaClient
from asyncua import ua

from domain.quality import Quality
from ingest.simulation.devices.journal import Journal, read_journal
from ingest.simulation.devices.opcua_device import SimulatedOpcua
from ingest.simulation.endpoints import free_port
from ingest.simulation.sample import Sample, Signal
from ingest.site_models import OpcuaDevice

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

    def datachange_notification(self, node: Any, value: Any, event: Any) -> None:
        data = event.monitored_item.Value
        if data.SourceTimestamp is None or data.StatusCode.value == 0x80320000:
            return
        second = int(data.SourceTimestamp.replace(tzinfo=UTC).timestamp())
        self.seen.setdefault(str(node.nodeid.Identifier), []).append(
            (second, value, data.StatusCode.value)
        )


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
    url: str, notes: Notes, *, queue_size: int = 1000, publish_interval_ms: int = 20
) -> AsyncIterator[None]:
    client = OpcuaClient(url)
    await client.connect()
    try:
        subscription = await client.create_subscription(publish_interval_ms, notes)
        timed = ua.DataChangeFilter(Trigger=ua.DataChangeTrigger.StatusValueTimestamp)
        nodes = [client.get_node("ns=2;s=run"), client.get_node("ns=2;s=psi")]
        items = [
            subscription._make_monitored_item_request(
                node, ua.AttributeIds.Value, timed, queue_size, ua.MonitoringMode.Reporting, 0
            )
            for node in nodes
        ]
        await subscription.create_monitored_items(items)
        yield
    finally:
        await client.disconnect()


def steady(count: int) -> list[Sample]:
    """Samples whose values hardly change, one of them bad."""
    made = [
        Sample(START + timedelta(minutes=15 * step), {"run": Signal(1.0), "psi": Signal(100.0)})
        for step in range(count)
    ]
    bad = Signal(None, Quality.BAD_SENSOR_FAILURE)
    made[5] = made[5]._replace(signals={"run": Signal(1.0), "psi": bad})
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
