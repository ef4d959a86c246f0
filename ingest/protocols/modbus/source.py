"""A Modbus TCP device, polled: the clock first, then as few reads as its registers need.

The device may serve a new sample at each poll, so the next poll is sent only after the last one
is stored, and a poll that finds clock and registers as last stored stores nothing.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from domain.errors import ConfigError, SourceError
from domain.measurement.quality import Quality
from domain.measurement.reading import Reading, Refused
from ingest.backoff import BackOff
from ingest.cancellation import stay_cancelled
from ingest.protocols.modbus import orders as modbus_orders
from ingest.protocols.modbus.decode import byte_order, decode, register_count
from ingest.protocols.modbus.reader import RefusedReadError, RegisterReader
from ingest.protocols.modbus.reads import Block, ReadPlan, Span
from ingest.protocols.modbus.site import ModbusDevice, ModbusTag
from ingest.protocols.modbus.value import register_reading
from ingest.source import Content, Sink, Source
from ingest.tag_value import absent_readings

_log = logging.getLogger(__name__)

# A device that is asked without pause and has nothing new is not hammered.
_IDLE_S: Final = 0.05
_TRY_ILLEGAL_AGAIN_S: Final = 300.0


def build(device: ModbusDevice) -> Source:
    """Return the source of a Modbus device of a site file."""
    return ModbusSource(device)


@dataclass(frozen=True)
class _Sample:
    """What one poll found: registers by tag, and the quality of tags that gave none."""

    clock: tuple[int, ...] | None
    registers: Mapping[str, tuple[int, ...]]
    refused: Mapping[str, int]


class ModbusSource:
    """Polls one device at its interval; a dead device is left alone longer and longer."""

    def __init__(self, device: ModbusDevice, *, back_off: BackOff | None = None) -> None:
        self.device_name = device.name
        self._device = device
        self._order = byte_order(device.word_order)
        self._doubts = modbus_orders.OrderDoubts(device.name, self._order)
        self._reader = RegisterReader(device.host, device.port, device.unit_id, device.timeout_s)
        self._plan = ReadPlan.of(
            [_span(tag) for tag in device.tags],
            max_registers=device.max_registers,
            gap_registers=device.gap_registers,
        )
        self._back_off = back_off or BackOff()
        self._last_stored: _Sample | None = None
        self._silent_keys: list[str] = []
        self._try_illegal_again_at = time.monotonic() + _TRY_ILLEGAL_AGAIN_S

    async def run(self, sink: Sink) -> None:
        """Poll until cancelled; only a failing sink ends it."""
        due = time.monotonic()
        try:
            while True:
                wait_s = await self._cycle(sink)
                stay_cancelled()
                due = max(due + self._device.interval_s, time.monotonic() + wait_s)
                await asyncio.sleep(max(0.0, due - time.monotonic()))
        finally:
            self._reader.close()

    async def _cycle(self, sink: Sink) -> float:
        """Poll and store once; return the least time to wait before the next poll [s]."""
        try:
            sample = await self._poll()
            content = self._content(sample)
        except SourceError as error:
            self._reader.close()
            return await self._failed(sink, error)
        if sample.clock is not None and sample == self._last_stored:
            return self._worked(sample) or _IDLE_S
        await sink.accept(content.readings, content.refused)
        self._last_stored = sample
        return self._worked(sample)

    async def _failed(self, sink: Sink, error: SourceError) -> float:
        if self._back_off.failures == 0:
            _log.warning("%s: poll failed: %s", self.device_name, error.message)
        absent = absent_readings(self._device.tags, _quality_of(error), datetime.now(UTC))
        await sink.accept(absent)
        return self._back_off.failed()

    def _worked(self, sample: _Sample) -> float:
        if not sample.registers:
            return self._back_off.failed()
        if self._back_off.failures:
            _log.info("%s: answers again", self.device_name)
        self._back_off.worked()
        return 0.0

    async def _poll(self) -> _Sample:
        if not self._reader.is_connected:
            await self._reader.connect()
        clock = await self._clock_registers()
        if time.monotonic() >= self._try_illegal_again_at:
            self._plan.try_again()
            self._try_illegal_again_at = time.monotonic() + _TRY_ILLEGAL_AGAIN_S
        return await self._read_blocks(clock)

    async def _read_blocks(self, clock: tuple[int, ...] | None) -> _Sample:
        found: dict[str, tuple[int, ...]] = {}
        refused: dict[str, int] = {}
        pending = deque(self._plan.blocks)
        while pending:
            block = pending.popleft()
            try:
                registers = await self._reader.read(block.table, block.address, block.count)
            except SourceError as fault:
                if isinstance(fault, RefusedReadError) and not fault.is_silence:
                    pending.extendleft(reversed(self._refused(block, fault, refused)))
                    continue
                is_alive = clock is not None or bool(found) or bool(refused)
                self._plan.postpone(block, is_device_alive=is_alive)
                if not is_alive:
                    raise
                self._unanswered([block, *pending], fault, refused)
                break
            self._plan.answered(block)
            for span in block.spans:
                found[span.key] = tuple(block.registers_of(span, registers))
        refused.update((span.key, int(Quality.BAD_CONFIGURATION)) for span in self._plan.illegal)
        refused.update((span.key, int(Quality.BAD_COMMUNICATION)) for span in self._plan.silent)
        return _Sample(clock, found, refused)

    def _refused(
        self, block: Block, refusal: RefusedReadError, refused: dict[str, int]
    ) -> list[Block]:
        """Return finer blocks to read instead of one the device refused, or note its tags."""
        finer = []
        if refusal.is_illegal_block:
            finer = self._plan.refuse(block)
            if not finer:
                _log.warning("%s: %s: %s", self.device_name, block.spans[0].key, refusal.message)
        elif refusal.is_device_failure:
            finer = self._plan.split(block)
        if not finer:
            refused.update((span.key, refusal.quality) for span in block.spans)
        return finer

    def _unanswered(
        self, blocks: Sequence[Block], silence: SourceError, refused: dict[str, int]
    ) -> None:
        """Note the tags of blocks that a device which answers others left without an answer."""
        self._reader.close()
        keys = [span.key for block in blocks for span in block.spans]
        if self._silent_keys != keys:
            _log.warning("%s: no answer for %s: %s", self.device_name, keys, silence.message)
        self._silent_keys = keys
        refused.update(dict.fromkeys(keys, int(Quality.BAD_COMMUNICATION)))

    async def _clock_registers(self) -> tuple[int, ...] | None:
        # Read alone and first: a refusal of other registers must not read the clock twice,
        # which would tell a device in lockstep that its sample was stored.
        clock = self._device.clock
        if clock is None:
            return None
        return await self._reader.read(clock.table, clock.address, register_count(clock.type))

    def _content(self, sample: _Sample) -> Content:
        received_at = datetime.now(UTC)
        observed_at = self._observed_at(sample, received_at)
        content = Content()
        for tag in self._device.tags:
            registers = sample.registers.get(tag.name)
            if registers is None:
                # Not at the device's time: the value of that instant may still be read.
                content.readings += absent_readings([tag], sample.refused[tag.name], received_at)
            else:
                content.add(self._taken(tag, registers, observed_at, received_at))
        return content

    def _taken(
        self, tag: ModbusTag, registers: Sequence[int], observed_at: datetime, received_at: datetime
    ) -> Reading | Refused:
        taken = register_reading(
            tag, registers, self._order, observed_at=observed_at, received_at=received_at
        )
        if isinstance(taken, Reading) and taken.quality == Quality.UNCERTAIN_OUT_OF_RANGE:
            self._doubts.note(tag, registers, taken)
        return taken

    def _observed_at(self, sample: _Sample, received_at: datetime) -> datetime:
        clock = self._device.clock
        if clock is None or sample.clock is None:
            return received_at
        return datetime.fromtimestamp(decode(sample.clock, clock.type, self._order), UTC)


def _span(tag: ModbusTag) -> Span:
    if tag.address + register_count(tag.type) > 0x10000:
        raise ConfigError(f"{tag.type} at {tag.address} ends beyond register 65535", where=tag.name)
    return Span(tag.table, tag.address, register_count(tag.type), tag.name)


def _quality_of(error: SourceError) -> int:
    if isinstance(error, RefusedReadError):
        return error.quality
    return int(Quality.BAD_COMMUNICATION)
