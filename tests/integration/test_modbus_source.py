"""Modbus over real sockets: reads, orders, faults, and what the device is asked."""

import asyncio
import math
from datetime import UTC, datetime

import pytest

from domain.errors import StorageError
from domain.measurement.quality import Quality
from ingest.backoff import BackOff
from ingest.protocols.modbus.decode import BYTE_ORDERS, encode
from ingest.protocols.modbus.reader import RegisterReader
from ingest.protocols.modbus.site import ModbusDevice
from ingest.protocols.modbus.source import ModbusSource
from tests.fixtures.devices import LOOPBACK, ModbusRig, RecordingSink, free_port, running

CLOCK = {"table": "input", "address": 0, "type": "uint32"}


def tag(name, address, register_type="float32", table="holding", **settings):
    return {
        "name": name, "kind": "pressure", "unit": "psig", "table": table, "address": address,
        "type": register_type, **settings,
    }  # fmt: skip


def source(port, *tags, **settings):
    settings = {"timeout_s": 2.0, "interval_s": 0.02, **settings}
    device = ModbusDevice.model_validate(
        {"name": "d", "protocol": "modbus", "host": LOOPBACK, "port": port, "tag": tags, **settings}
    )
    return ModbusSource(device, back_off=BackOff(first_s=0.02, limit_s=0.1))


def test_poll__groups_reads_and_decodes_every_type():
    async def check():
        async with ModbusRig() as rig:
            rig.put("holding", 100, [0] * 8)
            rig.put("holding", 100, encode(512.25, "float32"))
            rig.put("holding", 104, encode(-7, "int16"))
            rig.put("holding", 106, encode(4_000_000_000, "uint32"))
            rig.put("input", 100, encode(65535, "uint16"))
            sink = RecordingSink()
            tags = [
                tag("p", 100), tag("t", 104, "int16", scale=0.5, offset=1.0),
                tag("v", 106, "uint32"), tag("w", 100, "uint16", "input"),
            ]  # fmt: skip
            async with running(source(rig.port, *tags), sink):
                await sink.until(lambda: len(sink.batches) >= 2)
            assert [r.value for r in sink.batches[0]] == [512.25, -2.5, 4e9, 65535.0]
            assert {r.quality for r in sink.readings} == {Quality.GOOD}
            assert rig.requests[:4] == [("holding", 100, 8), ("input", 100, 1)] * 2

    asyncio.run(check())


async def first(polling):
    sink = RecordingSink()
    async with running(polling, sink):
        await sink.until(lambda: len(sink.readings) >= 2)
    return sink.readings[0]


@pytest.mark.parametrize("order", BYTE_ORDERS)
def test_poll__word_order_right_is_good_and_wrong_is_out_of_range_and_said_so(order, caplog):
    async def check():
        async with ModbusRig() as rig:
            rig.put("holding", 0, encode(87.5, "float32", order))
            got = {}
            for tried in BYTE_ORDERS:
                limits = {"low": 0.0, "high": 5000.0}
                got[tried] = await first(source(rig.port, tag("p", 0, **limits), word_order=tried))
            right = got.pop(order)
            assert (right.value, right.quality) == (87.5, Quality.GOOD)
            assert {r.quality for r in got.values()} == {Quality.UNCERTAIN_OUT_OF_RANGE}
            assert all(r.value != 87.5 for r in got.values())
        told = [record.message for record in caplog.records if "check word_order" in record.message]
        assert len(told) == 3
        assert all(order in message for message in told)

    asyncio.run(check())


def test_poll__not_a_number_is_a_failed_sensor():
    async def check():
        async with ModbusRig() as rig:
            rig.put("holding", 0, (0x7FC0, 0))
            sink = RecordingSink()
            async with running(source(rig.port, tag("p", 0)), sink):
                await sink.until(lambda: sink.refused)
            assert math.isnan(float(sink.refused[0].raw))
            assert (sink.readings, sink.refused[0].reason) == ([], "not_finite")
            assert sink.refused[0].quality == Quality.BAD_SENSOR_FAILURE

    asyncio.run(check())


def test_poll__device_clock_is_the_observed_time_and_the_same_sample_is_stored_once():
    async def check():
        async with ModbusRig() as rig:
            rig.put("input", 0, encode(1772370000, "uint32"))
            rig.put("holding", 0, encode(1.0, "float32"))
            sink = RecordingSink()
            async with running(source(rig.port, tag("p", 0), clock=CLOCK, interval_s=0), sink):
                await sink.until(lambda: sink.readings)
                await rig.until_asked(len(rig.requests) + 6)
                assert len(sink.readings) == 1
                rig.put("input", 0, encode(1772370010, "uint32"))
                await sink.until(lambda: len(sink.readings) == 2)
            assert [r.observed_at for r in sink.readings] == [
                datetime(2026, 3, 1, 13, 0, 0, tzinfo=UTC),
                datetime(2026, 3, 1, 13, 0, 10, tzinfo=UTC),
            ]
            assert rig.requests[0] == ("input", 0, 2)

    asyncio.run(check())


def test_poll__waits_for_the_sink_and_ends_when_it_fails():
    async def check():
        async with ModbusRig() as rig:
            rig.put("holding", 0, encode(1.0, "float32"))
            sink = RecordingSink()
            sink.hold()
            polling = source(rig.port, tag("p", 0), interval_s=0)
            task = asyncio.create_task(polling.run(sink))
            await asyncio.wait_for(sink.asked.wait(), 10)
            other = RegisterReader(LOOPBACK, rig.port, 1, 2.0)
            await other.connect()
            for _ in range(20):
                await other.read("holding", 1, 1)
            other.close()
            assert rig.requests.count(("holding", 0, 2)) == 1
            sink.break_with = StorageError("disk full")
            sink.release()
            with pytest.raises(StorageError):
                await asyncio.wait_for(task, 10)

    asyncio.run(check())


def test_poll__illegal_address_is_found_once_and_spares_the_others():
    async def check():
        async with ModbusRig() as rig:
            for address in (0, 2, 6, 8):
                rig.put("holding", address, encode(float(address), "float32"))
            sink = RecordingSink()
            tags = [tag(f"t{address}", address) for address in range(0, 10, 2)]
            async with running(source(rig.port, *tags), sink):
                await sink.until(lambda: len(sink.batches) >= 3)
            first, *later = sink.batches
            qualities = [Quality.GOOD] * 5
            qualities[2] = Quality.BAD_CONFIGURATION
            assert [r.value for r in first] == [0.0, 2.0, None, 6.0, 8.0]
            assert all([r.quality for r in batch] == qualities for batch in (first, *later))
            learnt = [("holding", 0, 4), ("holding", 6, 4)]
            assert rig.requests[-2:] in (learnt, learnt[::-1])
            assert rig.requests.count(("holding", 0, 10)) == 1
            assert rig.requests.count(("holding", 4, 2)) == 1

    asyncio.run(check())


def test_poll__device_failure_spoils_its_block_alone():
    async def check():
        async with ModbusRig() as rig:
            rig.put("holding", 0, encode(3.0, "float32"))
            rig.put("input", 0, encode(4.0, "float32"))
            rig.exception, rig.exception_at = 4, ("input", 0)
            sink = RecordingSink()
            async with running(source(rig.port, tag("a", 0), tag("b", 0, table="input")), sink):
                await sink.until(lambda: len(sink.readings) >= 2)
            assert [(r.value, r.quality) for r in sink.batches[0]] == [
                (3.0, Quality.GOOD), (None, Quality.BAD_DEVICE_FAILURE),
            ]  # fmt: skip

    asyncio.run(check())


def test_poll__late_reply_is_a_bad_reading_and_never_the_next_answer():
    async def check():
        async with ModbusRig() as rig:
            rig.put("holding", 0, encode(1.0, "float32"))
            rig.put("holding", 500, encode(2.0, "float32"))
            rig.delay_s = 0.4
            sink = RecordingSink()
            tags = [tag("a", 0), tag("b", 500)]
            async with running(source(rig.port, *tags, timeout_s=0.25), sink):
                await sink.until(lambda: len(sink.batches) >= 6)
            lost = [(r.value, r.quality) for r in sink.batches[0]]
            assert lost == [(None, Quality.BAD_COMMUNICATION)] * 2
            assert all(r.value in (None, 1.0) for r in sink.of("a"))
            assert all(r.value in (None, 2.0) for r in sink.of("b"))
            assert sink.values("a")[-1] == 1.0

    asyncio.run(check())


def test_run__refused_at_start_then_the_device_appears_then_restarts():
    async def check():
        rig = ModbusRig(port=free_port())
        rig.put("holding", 0, encode(1.0, "float32"))
        sink = RecordingSink()
        before = datetime.now(UTC)
        async with running(source(rig.port, tag("p", 0), timeout_s=0.3), sink):
            await sink.until(lambda: len(sink.readings) >= 2)
            assert {r.value for r in sink.readings} == {None}
            assert {r.quality for r in sink.readings} == {Quality.BAD_COMMUNICATION}
            assert all(r.observed_at >= before for r in sink.readings)
            await rig.start()
            await sink.until(lambda: 1.0 in sink.values("p"))
            await rig.stop()
            await sink.until(lambda: sink.readings[-1].value is None)
            rig.put("holding", 0, encode(2.0, "float32"))
            await rig.start()
            await sink.until(lambda: 2.0 in sink.values("p"))
        await rig.stop()

    asyncio.run(check())


def test_run__dead_device_is_left_alone_and_delays_no_other():
    async def check():
        async with ModbusRig() as rig:
            rig.put("holding", 0, encode(1.0, "float32"))
            alive, dead = RecordingSink(), RecordingSink()
            asleep = await asyncio.start_server(_swallow, LOOPBACK, 0)
            port = asleep.sockets[0].getsockname()[1]
            async with (
                asleep,
                running(source(port, tag("q", 0), timeout_s=0.3), dead),
                running(source(rig.port, tag("p", 0), timeout_s=0.3), alive),
            ):
                await dead.until(lambda: len(dead.readings) >= 2)
                assert {r.quality for r in dead.readings} == {Quality.BAD_COMMUNICATION}
                assert len(alive.readings) > len(dead.readings)
                assert None not in alive.values("p")

    asyncio.run(check())


async def _swallow(reader, writer):
    while await reader.read(100):
        continue
    writer.close()


@pytest.mark.parametrize(
    ("unit", "registers"), [(9, 2), (1, 1), (1, 3)], ids=["other unit", "too few", "too many"]
)
def test_poll__answer_of_another_unit_or_length_is_never_a_number(unit, registers):
    async def answer(reader, writer):
        while request := await reader.read(12):
            data = bytes([3, 2 * registers, *([0x42] * 2 * registers)])
            length = (len(data) + 1).to_bytes(2, "big")
            writer.write(request[:2] + b"\0\0" + length + bytes([unit]) + data)
        writer.close()

    async def check():
        server = await asyncio.start_server(answer, LOOPBACK, 0)
        sink = RecordingSink()
        async with server:
            polling = source(server.sockets[0].getsockname()[1], tag("p", 0), timeout_s=0.2)
            async with running(polling, sink):
                await sink.until(lambda: len(sink.readings) >= 2)
        assert set(sink.values("p")) == {None}
        assert {r.quality for r in sink.readings} == {Quality.BAD_COMMUNICATION}

    asyncio.run(check())


def test_run__asks_the_device_for_reads_only():
    async def check():
        async with ModbusRig() as rig:
            rig.put("holding", 0, encode(1.0, "float32"))
            sink = RecordingSink()
            tags = [tag("a", 0), tag("b", 50), tag("c", 0, table="input")]
            async with running(source(rig.port, *tags, interval_s=0), sink):
                await sink.until(lambda: len(sink.batches) >= 200)
            assert set(rig.functions) == {3, 4}

    asyncio.run(check())


def test_run__cancelled_at_any_moment_ends():
    async def cancelled_after(port, polls):
        sink = RecordingSink()
        task = asyncio.create_task(source(port, tag("p", 0), interval_s=0).run(sink))
        await sink.until(lambda: len(sink.batches) >= polls % 7 + 1)
        for _ in range(polls % 5):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=10)
        return task.done() and task.cancelled()

    async def check():
        async with ModbusRig() as rig:
            rig.put("holding", 0, encode(1.0, "float32"))
            assert all([await cancelled_after(rig.port, polls) for polls in range(60)])

    asyncio.run(check())
