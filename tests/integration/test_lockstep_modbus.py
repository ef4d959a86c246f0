"""Simulated Modbus devices against an independent client: each poll one sample, none twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymodbus.client import AsyncModbusTcpClient

from ingest.protocols.modbus.site import ModbusDevice
from simulation.device_sample import DeviceSample, DeviceSignal
from simulation.devices.dead_device import DeadDevice
from simulation.devices.journal import Journal, read_journal
from simulation.devices.modbus_device import SimulatedModbus
from simulation.endpoints import free_port

START = datetime(2026, 3, 8, 6, 0, tzinfo=UTC)


def samples(count: int, *tag_names: str) -> list[DeviceSample]:
    return [
        DeviceSample(
            START + timedelta(minutes=15 * step),
            {name: DeviceSignal(float(step * 10 + place)) for place, name in enumerate(tag_names)},
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


async def poll(client: AsyncModbusTcpClient, order: str = "big") -> tuple[int, list[float]]:
    """Poll and convert with the library's own means, bytes of a word swapped by hand."""
    types = client.DATATYPE
    is_swapped = order in ("BADC", "DCBA")
    word_order: Any = "little" if order in ("little", "CDAB", "DCBA") else "big"
    clock = (await client.read_input_registers(0, count=2)).registers
    words = (await client.read_holding_registers(0, count=5)).registers
    if is_swapped:
        clock, words = ([(w & 0xFF) << 8 | w >> 8 for w in row] for row in (clock, words))
    convert = client.convert_from_registers
    return (
        int(convert(clock, types.UINT32, word_order)),
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


@pytest.mark.parametrize("word_order", ["big", "little", "ABCD", "CDAB", "BADC", "DCBA"])
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


def test_modbus__a_second_reader_moves_nothing_under_the_first(journal: Journal) -> None:
    wanted = samples(8, "a", "b", "c")
    port = free_port()

    async def scenario() -> tuple[list[int], float]:
        device = SimulatedModbus(modbus_device(port), wanted, journal, organization="test")
        await device.start()
        async with modbus_client(port) as first, modbus_client(port) as second:
            clocks = [(await poll(first))[0]]
            await first.read_input_registers(0, count=2)
            clocks += [(await poll(second))[0] for _ in range(3)]
            level = await first.read_holding_registers(0, count=2)
            clocks.append((await poll(first))[0])
        await device.stop()
        return clocks, level.registers[1]

    clocks, level = asyncio.run(scenario())
    times = [sample.unix_s for sample in wanted]
    assert clocks == [times[0], times[1], times[2], times[3], times[3]]
    assert level == 10, "the registers of the sample whose clock this reader read"
    acknowledged = {second for _, second in served_by(journal, acknowledged=True)}
    assert acknowledged == set(times[:3]), "times[3] was served to both and stored by neither"


def test_modbus__live_sample_is_acknowledged_at_the_next_poll_only(journal: Journal) -> None:
    port = free_port()

    async def scenario() -> list[int]:
        device = SimulatedModbus(
            modbus_device(port), samples(2, "a"), journal, organization="test", is_live=True
        )
        await device.start()
        counts = []
        async with modbus_client(port) as client:
            for _ in range(2):
                await poll(client)
                counts.append(len(served_by(journal, acknowledged=True)))
        await device.stop()
        return counts

    assert asyncio.run(scenario()) == [0, 1]


def test_modbus__reader_that_ignores_the_clock_sees_what_stands(journal: Journal) -> None:
    port = free_port()

    async def scenario() -> list[int]:
        device = SimulatedModbus(modbus_device(port), samples(3, "a"), journal, organization="test")
        await device.start()
        seen = []
        async with modbus_client(port) as looker, modbus_client(port) as reader:
            for _ in range(3):
                await poll(reader)
                seen.append((await looker.read_holding_registers(0, count=2)).registers[1])
        await device.stop()
        return seen

    assert asyncio.run(scenario()) == [0, 10, 20]


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
