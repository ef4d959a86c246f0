"""A Modbus TCP server that moves on by one sample at every poll.

It answers function codes 3 and 4 on its unit and nothing else. A poll begins with the read that
covers the clock registers (any read, where the device has no clock). The first poll of a
connection gets the sample the device stands on; each later poll on the same connection says
that the reader has the sample before it, and gets the next one. So a reader that lost its
connection, or its life, before it stored a sample gets that sample again. Each connection sees
the registers as they were when its poll began: a second reader moves nothing under the first,
and a sample that a reader was never served is not acknowledged in its name. A reader that does
not read the clock moves nothing and sees what stands.
"""

import asyncio
import contextlib
import logging
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.protocols.modbus.decode import byte_order
from ingest.protocols.modbus.site import ModbusDevice
from simulation.device_sample import DeviceSample
from simulation.devices.cursor import Cursor
from simulation.devices.journal import Journal, Served
from simulation.devices.registers import Image, RegisterMap

logger = logging.getLogger(__name__)

_HEADER: Final = struct.Struct(">HHHB")
_READ: Final = struct.Struct(">BHH")
_TABLES: Final = {3: "holding", 4: "input"}
_MOST_REGISTERS: Final = 125
_LONGEST_PDU: Final = 253
_ILLEGAL_FUNCTION: Final = 1
_ILLEGAL_ADDRESS: Final = 2
_ILLEGAL_VALUE: Final = 3
_NO_TARGET: Final = 11


@dataclass
class _Conversation:
    """What one connection was served last: where the device stood, its rows, its registers."""

    index: int | None = None
    rows: Sequence[Served] = ()
    image: Image | None = None


class SimulatedModbus:
    """One device of a site file, served over Modbus TCP in lockstep with its reader."""

    def __init__(
        self,
        device: ModbusDevice,
        samples: Sequence[DeviceSample],
        journal: Journal,
        *,
        organization: str,
        is_live: bool = False,
    ) -> None:
        self.name = device.name
        self._device = device
        self._registers = RegisterMap(device)
        self._is_live = is_live
        self._writers: set[asyncio.StreamWriter] = set()
        self._rows: Sequence[Served] = ()
        self._server: asyncio.Server | None = None
        self.cursor = Cursor(
            samples, journal, organization=organization, device_name=device.name,
            protocol="modbus", decoded=self._registers.decoded,
        )  # fmt: skip

    async def start(self) -> None:
        """Listen on the port of the site file."""
        self._load()
        self._server = await asyncio.start_server(
            self._converse, self._device.host, self._device.port
        )

    async def run(self) -> None:
        """Serve until the last sample was acknowledged."""
        await self.cursor.done.wait()

    async def stop(self) -> None:
        """Hang up on every reader and free the port."""
        if self._server is None:
            return
        self._server.close()
        for writer in tuple(self._writers):
            writer.close()
        await self._server.wait_closed()
        self._server = None

    async def go_to(self, index: int) -> None:
        """Stand on a sample because of the wall clock (live mode)."""
        self.cursor.index = index
        self._load()

    def describe(self) -> list[str]:
        """Print the address and the register map."""
        device = self._device
        place = f"{device.host}:{device.port} unit {device.unit_id}"
        lines = [f"Modbus TCP {place}, word order {byte_order(device.word_order)}"]
        if device.clock is not None:
            clock = device.clock
            lines.append(f"  {clock.table}:{clock.address}:{clock.type}  device clock, unix s")
        for tag in device.tags:
            scale = "" if tag.scale == 1 else f" x {tag.scale:g}"
            lines.append(f"  {tag.register_text}{scale}  {tag.name} [{tag.unit}]")
        return lines

    def _load(self) -> None:
        self._registers.load(self.cursor.current)
        self._rows = self.cursor.serve(self.cursor.current)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        conversation = _Conversation()
        try:
            while True:
                header = await reader.readexactly(_HEADER.size)
                transaction, protocol, length, unit = _HEADER.unpack(header)
                if protocol != 0 or not 2 <= length <= _LONGEST_PDU + 1:
                    return
                request = await reader.readexactly(length - 1)
                if self._begins_poll(request, unit):
                    self._poll(conversation)
                image = conversation.image or self._registers.image
                reply = self._answer(request, unit, image)
                writer.write(_HEADER.pack(transaction, 0, len(reply) + 1, unit) + reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            logger.debug("%s: a reader hung up", self.name)
        finally:
            self._writers.discard(writer)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    def _poll(self, conversation: _Conversation) -> None:
        """Take the sign that a reader has its last sample, and give it the one that stands."""
        self.cursor.acknowledge(conversation.rows)
        if conversation.index == self.cursor.index and not self._is_live:
            self.cursor.advance()
            self._load()
        conversation.index = self.cursor.index
        conversation.rows = self._rows
        conversation.image = self._registers.snapshot()

    def _begins_poll(self, request: bytes, unit: int) -> bool:
        if unit != self._device.unit_id or len(request) != _READ.size:
            return False
        function, address, count = _READ.unpack(request)
        clock = self._device.clock
        if clock is None:
            return function in _TABLES
        covers = address <= clock.address < address + count
        return covers and _TABLES.get(function) == clock.table

    def _answer(self, request: bytes, unit: int, image: Image) -> bytes:
        function = request[0]
        if unit != self._device.unit_id:
            return bytes((function | 0x80, _NO_TARGET))
        if function not in _TABLES:
            return bytes((function | 0x80, _ILLEGAL_FUNCTION))
        if len(request) != _READ.size:
            return bytes((function | 0x80, _ILLEGAL_VALUE))
        _, address, count = _READ.unpack(request)
        if not 1 <= count <= _MOST_REGISTERS:
            return bytes((function | 0x80, _ILLEGAL_VALUE))
        words = image[_TABLES[function]][address : address + count]
        if len(words) != count:
            return bytes((function | 0x80, _ILLEGAL_ADDRESS))
        return struct.pack(f">BB{count}H", function, 2 * count, *words)
