"""Simulated devices against independent clients: every sample, in order, and again when unread."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asyncua import Client as OpcuaClient
from asyncua import ua
from pymodbus.client import AsyncModbusTcpClient

from domain.quality import Quality
from ingest.simulation.devices.dead_device import DeadDevice
from ingest.simulation.devices.journal import Journal, read_journal
from ingest.simulation.devices.modbus_device import SimulatedModbus
from ingest.simulation.devices.opcua_device import SimulatedOpcua
from ingest.simulation.sample import Sample, Signal
from ingest.site_models import ModbusDevice, OpcuaDevice

START = datetime(2026, 3, 8, 6, 0, tzinfo=UTC)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def samples(count: int, *tag_names: str) -> list[Sample]:
    return [
        Sample(
            START + timedelta(minutes=15 * step),
            {name: Signal(float(step * 10 + place)) for place, name in enumerate(tag_names)},
        )
        for step in range(count)
    ]


def modbus_device(port: int, word_order: str = "big") -> ModbusDevice:
    common = {"kind": "level", "unit": "in"}
    return ModbusDevice.model_validate(
        {
            "name": "rtu", "protocol": "modbus", "host": "127.0.0.1", "port": port,
            "word_order": word_order, "clock": {"table": "input", "address": 0},
            "tag": [
                {"name": "a", "table": "holding", "address": 0, "type": "uint32", **common},
                {"name": "b", "table": "holding", "address": 2, "type": "float32", **common},
                {"name": "c", "table": "holding", "address": 4, "type": "int16",
                 "scale": 0.1, **common},
            ],
        }
    )  # fmt: skip


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    book = Journal(tmp_path / "journal.sqlite")
    yield book
    book.close()


async def poll(client: AsyncModbusTcpClient, word_order: Any = "big") -> tuple[int, list[float]]:
    types = client.DATATYPE
    clock = await client.read_input_registers(0, count=2)
    values = await client.read_holding_registers(0, count=5)
    words = values.registers
    convert = client.convert_from_registers
    return (
        int(convert(clock.registers, types.UINT32, word_order)),
        [  # type: ignore[arg-type]
            convert(words[:2], types.UINT32, word_order),  # type: ignore[list-item]
            convert(words[2:4], types.FLOAT32, word_order),  # type: ignore[list-item]
            convert(words[4:], types.INT16) * 0.1,  # type: ignore[list-item, operator]
        ],
    )


@asynccontextmanager
async def modbus_client(port: int) -> AsyncIterator[AsyncModbusTcpClient]:
    client = AsyncModbusTcpClient("127.0.0.1", port=port, timeout=3)
    await client.connect()
    try:
        yield client
    finally:
        client.close()


def served_by(journal: Journal, *, acknowledged: bool | None = None) -> list[tuple[str, int]]:
    journal.flush()
    return [
        (row.tag_name, row.observed_s)
        for row in read_journal(journal.path)
        if acknowledged is None or row.acknowledged is acknowledged
    ]


@pytest.mark.parametrize("word_order", ["big", "little"])
def test_modbus__each_poll_moves_on_by_one(journal: Journal, word_order: str) -> None:
    wanted = samples(6, "a", "b", "c")
    port = free_port()

    async def scenario() -> list[tuple[int, list[float]]]:
        device = SimulatedModbus(
            modbus_device(port, word_order), wanted, journal, organization="test"
        )
        await device.start()
        async with modbus_client(port) as client:
            seen = [await poll(client, word_order) for _ in range(7)]
        await asyncio.wait_for(device.run(), 5)
        await device.stop()
        return seen

    seen = asyncio.run(scenario())
    assert [clock for clock, _ in seen[:6]] == [sample.unix_s for sample in wanted]
    assert seen[6] == seen[5], "the last sample stays"
    assert [values for _, values in seen[:6]] == [
        pytest.approx([signal.value for signal in sample.signals.values()]) for sample in wanted
    ]
    assert len(served_by(journal, acknowledged=True)) == 18


def test_modbus__a_new_connection_gets_the_unacknowledged_sample_again(journal: Journal) -> None:
    wanted = samples(4, "a", "b", "c")
    port = free_port()

    async def scenario() -> list[int]:
        device = SimulatedModbus(modbus_device(port), wanted, journal, organization="test")
        await device.start()
        clocks = []
        for polls in (2, 2):
            async with modbus_client(port) as client:
                clocks.extend([(await poll(client))[0] for _ in range(polls)])
        await device.stop()
        return clocks

    times = [sample.unix_s for sample in wanted]
    assert asyncio.run(scenario()) == [times[0], times[1], times[1], times[2]]
    acknowledged = served_by(journal, acknowledged=True)
    assert {second for _, second in acknowledged} == set(times[:2])
    assert {second for _, second in served_by(journal, acknowledged=False)} == {times[2]}


def test_modbus__answers_errors_as_the_protocol_has_them(journal: Journal) -> None:
    port = free_port()

    async def scenario() -> tuple[int, int, int]:
        device = SimulatedModbus(
            modbus_device(port), samples(2, "a", "b", "c"), journal, organization="test"
        )
        await device.start()
        async with modbus_client(port) as client:
            address = await client.read_holding_registers(100, count=2)
            function = await client.read_coils(0, count=1)
            unit = await client.read_holding_registers(0, count=1, device_id=9)
        await device.stop()
        return address.exception_code, function.exception_code, unit.exception_code

    assert asyncio.run(scenario()) == (2, 1, 11)


def test_dead_device__accepts_and_never_answers() -> None:
    port = free_port()

    async def scenario() -> bytes:
        device = DeadDevice(modbus_device(port))
        await device.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(bytes.fromhex("000100000006010300000002"))
        try:
            return await asyncio.wait_for(reader.read(1), 0.3)
        except TimeoutError:
            return b""
        finally:
            writer.close()
            await device.stop()

    assert asyncio.run(scenario()) == b""


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
