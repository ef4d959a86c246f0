"""Registers as a Modbus device gives them, turned into a reading of their tag or refused."""

from collections.abc import Sequence
from datetime import datetime

from domain.errors import DataError
from domain.measurement.quality import Quality
from domain.measurement.reading import Reading, Refused
from ingest.protocols.modbus.decode import ByteOrder, decode, is_subnormal
from ingest.protocols.modbus.site import ModbusTag
from ingest.tag_value import tag_reading


def register_reading(
    tag: ModbusTag,
    registers: Sequence[int],
    order: ByteOrder,
    *,
    observed_at: datetime,
    received_at: datetime,
) -> Reading | Refused:
    """Return what registers hold in an order of bytes; a number below all normal ones is doubted.

    Registers that hold no number of their type are refused as they came; the other tags of the
    device are read on.

    Parameters
    ----------
    tag : ModbusTag
        Its type, scale, offset and range.
    registers : sequence of int
        As they were read.
    order : ByteOrder
        Where the bytes lie.
    observed_at, received_at : datetime
        Aware.
    """
    try:
        number = decode(registers, tag.type, order)
    except DataError as fault:
        raw = as_read(registers)
        return Refused("malformed", fault.message, tag.name, raw, received_at, observed_at)
    doubted = is_subnormal(number, tag.type)
    quality = int(Quality.UNCERTAIN_OUT_OF_RANGE if doubted else Quality.GOOD)
    return tag_reading(
        tag, number, observed_at=observed_at, received_at=received_at, quality=quality
    )


def as_read(registers: Sequence[int]) -> str:
    """Return registers as they stood on the wire."""
    return " ".join(f"{register:#06x}" for register in registers)
