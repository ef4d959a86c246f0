"""Modbus devices that misbehave: one bad address, lying frames, silence; never a wrong number."""

import asyncio
import contextlib
import struct
from datetime import UTC, datetime

import pytest

from domain.measurement.quality import Quality
from ingest.backoff import BackOff
from ingest.protocols.modbus.decode import encode
from ingest.protocols.modbus.site import ModbusDevice
from ingest.protocols.modbus.source import ModbusSource
from tests.fixtures.cable import Cable
from tests.fixtures.devices import LOOPBACK, RecordingSink, running

HEADER = struct.Struct(">HHHB")
CLOCK = {"table": "input", "address": 0, "type": "uint32"}
NUMBERS = {address: float(address + 1) for address in range(0, 16, 2)}
BAD = 6
HANG_UP = b"hang up"


def source(port, *, addresses=NUMBERS, **settings):
    tags = [
        {"name": f"t{address}", "kind": "pressure", "unit": "psig", "table": "holding",
         "address": address, "type": "float32"}
        for address in addresses
    ]  # fmt: skip
    settings = {"timeout_s": 0.3, "interval_s": 0.02, **settings}
    device = ModbusDevice.model_validate(
        {"name": "d", "protocol": "modbus", "host": LOOPBACK, "port": port, "tag": tags, **settings}
    )
    return ModbusSource(device, back_off=BackOff(first_s=0.02, limit_s=0.05))


class Device:
    """Answers reads as told: `reply(function, address, count)` gives a PDU, or nothing."""

    def __init__(self, reply, frame=None):
        self._reply = reply
        self._frame = frame or framed
        self.asked = []
        self._asked = asyncio.Condition()
        self._conversations = set()

    async def until_asked(self, times):
        async with asyncio.timeout(20), self._asked:
            await self._asked.wait_for(lambda: len(self.asked) >= times)

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._converse, LOOPBACK, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self._server.close()
        await asyncio.gather(*self._conversations)

    async def _converse(self, reader, writer):
        self._conversations.add(asyncio.current_task())
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._answer(reader, writer):
                await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def _answer(self, reader, writer):
        tid, _, _, unit = HEADER.unpack(await reader.readexactly(HEADER.size))
        asked = struct.unpack(">BHH", await reader.readexactly(5))
        async with self._asked:
            self.asked.append(asked)
            self._asked.notify_all()
        pdu = self._reply(*asked)
        if pdu == HANG_UP:
            return False
        if pdu is not None:
            writer.write(self._frame(tid, unit, pdu))
        return True


def framed(tid, unit, pdu):
    return HEADER.pack(tid, 0, len(pdu) + 1, unit) + pdu


def words(address, count):
    """Return the registers of the numbers, as many as asked."""
    image = [word for number in NUMBERS.values() for word in encode(number, "float32")]
    return image[address : address + count]


def read(function, address, count):
    return struct.pack(f">BB{count}H", function, 2 * count, *words(address, count))


def spoiled(answer):
    """Answer well, except for reads that touch the bad address and, in a clock, none."""

    def reply(function, address, count):
        if function == 4:
            return struct.pack(">BBI", 4, 4, 1_772_370_000)
        if address <= BAD < address + count:
            return answer
        return read(function, address, count)

    return reply


EXCEPTION = {"illegal": b"\x83\x02", "failure": b"\x83\x04", "gateway": b"\x83\x0b", "silent": None}


@pytest.mark.parametrize("fault", EXCEPTION)
@pytest.mark.parametrize("clock", [None, CLOCK], ids=["no clock", "clock"])
def test_poll__one_bad_address_takes_no_neighbour_down_for_ever(fault, clock):
    def is_whole(batch):
        return len(batch) == 8 and sum(reading.value is not None for reading in batch) == 7

    async def check():
        async with Device(spoiled(EXCEPTION[fault])) as device:
            sink = RecordingSink()
            async with running(source(device.port, clock=clock), sink):
                await sink.until(lambda: any(map(is_whole, sink.batches)))
                whole = next(batch for batch in sink.batches if is_whole(batch))
            bad = {r.tag_name: r.quality for r in whole if r.value is None}
            assert set(bad) == {"t6"}
            assert bad["t6"] in {
                Quality.BAD_CONFIGURATION, Quality.BAD_DEVICE_FAILURE, Quality.BAD_COMMUNICATION,
            }  # fmt: skip
            for reading in sink.readings:
                assert reading.value in (None, NUMBERS[int(reading.tag_name[1:])])

    asyncio.run(check())


def test_poll__address_that_stays_silent_is_asked_seldom():
    async def check():
        async with Device(spoiled(None)) as device:
            sink = RecordingSink()
            async with running(source(device.port, interval_s=0.01), sink):
                await sink.until(lambda: sink.batches and sink.values("t4")[-3:] == [5.0] * 3)
                await sink.until(lambda: device.asked.count((3, BAD, 2)) >= 3)
                asked = len(device.asked)
                await device.until_asked(asked + 30)
            assert device.asked[asked:].count((3, BAD, 2)) == 0
            assert len(sink.readings) % 8 == 0, "every poll says something of every tag"

    asyncio.run(check())


def test_poll__tag_not_read_is_bad_at_our_time_so_that_its_value_may_still_come():
    async def check():
        answers = iter([b"\x83\x06", None])
        device_time = datetime(2026, 3, 1, 13, tzinfo=UTC)

        def reply(function, address, count):
            first = next(answers, None) if address == 0 and function == 3 else None
            return first or (
                struct.pack(">BBI", 4, 4, 1_772_370_000) if function == 4
                else read(function, address, count)
            )  # fmt: skip

        async with Device(reply) as device:
            sink = RecordingSink()
            async with running(source(device.port, addresses=[0], clock=CLOCK), sink):
                await sink.until(lambda: 1.0 in sink.values("t0"))
        busy, good = sink.of("t0")[:2]
        assert (busy.value, busy.observed_at) == (None, busy.received_at)
        assert (good.value, good.observed_at) == (1.0, device_time)

    asyncio.run(check())


LIES = {
    "other transaction": lambda tid, unit, pdu: framed(tid + 1, unit, pdu),
    "last transaction": lambda tid, unit, pdu: framed(tid - 1, unit, pdu),
    "other protocol": lambda tid, unit, pdu: HEADER.pack(tid, 7, len(pdu) + 1, unit) + pdu,
    "other function": lambda tid, unit, pdu: framed(tid, unit, b"\x04" + pdu[1:]),
    "byte count too small": lambda tid, unit, pdu: framed(tid, unit, b"\x03\x02" + pdu[2:]),
    "byte count too large": lambda tid, unit, pdu: framed(tid, unit, b"\x03\x08" + pdu[2:]),
    "odd byte count": lambda tid, unit, pdu: framed(tid, unit, b"\x03\x03" + pdu[2:5]),
    "cut short": lambda tid, unit, pdu: framed(tid, unit, pdu)[:-2],
    "empty": lambda tid, unit, pdu: framed(tid, unit, b""),
    "only a function": lambda tid, unit, pdu: framed(tid, unit, b"\x03"),
    "write reply": lambda tid, unit, pdu: framed(tid, unit, b"\x06" + pdu[1:]),
    "unknown exception": lambda tid, unit, pdu: framed(tid, unit, b"\x83\x63"),
    "exception without code": lambda tid, unit, pdu: framed(tid, unit, b"\x83"),
    "noise": lambda tid, unit, pdu: bytes(range(64, 104)),
}


@pytest.mark.parametrize("lie", LIES)
def test_poll__lying_frame_is_never_a_number(lie):
    async def check():
        async with Device(read, LIES[lie]) as device:
            sink = RecordingSink()
            async with running(source(device.port, addresses=[0], timeout_s=0.15), sink):
                await sink.until(lambda: len(sink.readings) >= 3)
        assert set(sink.values("t0")) == {None}
        assert all(reading.quality >> 31 for reading in sink.readings)

    asyncio.run(check())


def test_poll__reply_of_the_poll_before_is_not_taken_for_this_one():
    """A device one reply behind: each answer holds what was asked the time before."""

    async def check():
        late = []

        def reply(function, address, count):
            late.append(read(function, address, count))
            return late[-2] if len(late) > 1 else None

        async with Device(reply, lambda tid, unit, pdu: framed(tid - 1, unit, pdu)) as device:
            sink = RecordingSink()
            polling = source(device.port, addresses=[0, 14], gap_registers=0, timeout_s=0.15)
            async with running(polling, sink):
                await sink.until(lambda: len(sink.batches) >= 4)
        assert {reading.value for reading in sink.readings} == {None}

    asyncio.run(check())


def test_poll__device_that_hangs_up_at_each_request_is_bad_and_is_found_again():
    async def check():
        is_well = False

        def reply(function, address, count):
            return read(function, address, count) if is_well else HANG_UP

        async with Device(reply) as device:
            sink = RecordingSink()
            async with running(source(device.port, addresses=[0]), sink):
                await sink.until(lambda: len(sink.readings) >= 3)
                assert set(sink.values("t0")) == {None}
                is_well = True
                await sink.until(lambda: 1.0 in sink.values("t0"))

    asyncio.run(check())


def test_poll__connection_that_is_dead_and_does_not_say_so_gives_bad_readings():
    async def check():
        sink = RecordingSink()
        async with (
            Device(read) as device,
            Cable(device.port) as cable,
            running(source(cable.port, addresses=[0]), sink),
        ):
            await sink.until(lambda: 1.0 in sink.values("t0"))
            cable.freeze()
            await sink.until(lambda: sink.values("t0")[-2:] == [None, None])
            cable.thaw()
            await sink.until(lambda: sink.values("t0")[-1] == 1.0)
        assert {r.quality for r in sink.readings} == {Quality.GOOD, Quality.BAD_COMMUNICATION}

    asyncio.run(check())
