"""The registers of a simulated Modbus device for one sample."""

from typing import Final

from ingest.protocols.modbus.decode import byte_order, decode, encode, is_whole, register_count
from ingest.protocols.modbus.site import ModbusDevice, ModbusTag
from simulation.device_sample import DeviceSample, DeviceSignal

_TABLES: Final = ("holding", "input")
Image = dict[str, list[int]]


class RegisterMap:
    """Turns signals into registers and back, as the site file describes the device."""

    def __init__(self, device: ModbusDevice) -> None:
        self._order = byte_order(device.word_order)
        self._clock = device.clock
        self._tags = {tag.name: tag for tag in device.tags}
        ends = dict.fromkeys(_TABLES, 0)
        for tag in device.tags:
            end = tag.address + register_count(tag.type)
            ends[tag.table] = max(ends[tag.table], end)
        if device.clock is not None:
            end = device.clock.address + register_count(device.clock.type)
            ends[device.clock.table] = max(ends[device.clock.table], end)
        self.image: Image = {table: [0] * end for table, end in ends.items()}

    def load(self, sample: DeviceSample) -> None:
        """Put a sample into the registers; what it does not mention stays."""
        if self._clock is not None:
            words = encode(sample.unix_s, self._clock.type, self._order)
            self._write(self._clock.table, self._clock.address, words)
        for tag_name, signal in sample.signals.items():
            tag = self._tags[tag_name]
            if signal.value is not None:
                words = encode(_counts(tag, signal.value), tag.type, self._order)
                self._write(tag.table, tag.address, words)

    def snapshot(self) -> Image:
        """Return the registers as they are now, for one reader to read in its own time."""
        return {table: words.copy() for table, words in self.image.items()}

    def decoded(self, tag_name: str, signal: DeviceSignal) -> DeviceSignal:
        """Return what a reader makes of a signal after the trip through the registers."""
        if signal.value is None:
            return signal
        tag = self._tags[tag_name]
        raw = decode(encode(_counts(tag, signal.value), tag.type), tag.type)
        return DeviceSignal(raw * tag.scale + tag.offset, signal.quality)

    def _write(self, table: str, address: int, words: tuple[int, ...]) -> None:
        self.image[table][address : address + len(words)] = words


def _counts(tag: ModbusTag, value: float) -> float:
    raw = (value - tag.offset) / tag.scale
    return round(raw) if is_whole(tag.type) else raw
