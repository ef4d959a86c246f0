"""A number that lies out of range because its words lie in another order: said once, with the cure.

The number itself stays as it was read, with a quality that keeps it from every account; only
the technician who wrote the site file can say which order the device uses.
"""

import logging
from collections.abc import Sequence
from math import isfinite

from domain.quality import Quality
from ingest.decode import BYTE_ORDERS, ByteOrder, decode, is_subnormal
from ingest.site_models import ModbusTag
from ingest.tag_value import is_in_range

_log = logging.getLogger(__name__)


def quality_of(number: float, tag: ModbusTag) -> int:
    """Return what the number is worth before its range is looked at."""
    subnormal = is_subnormal(number, tag.type)
    return int(Quality.UNCERTAIN_OUT_OF_RANGE if subnormal else Quality.GOOD)


def fitting_orders(tag: ModbusTag, registers: Sequence[int], order: ByteOrder) -> list[ByteOrder]:
    """Return the other orders in which registers hold a number within the tag's range.

    Parameters
    ----------
    tag : ModbusTag
        Its type, scale and range; without a range any finite number of normal size fits.
    registers : sequence of int
        As they were read.
    order : ByteOrder
        The one of the site file, which does not fit.
    """
    fitting = []
    for other in BYTE_ORDERS:
        number = decode(registers, tag.type, other)
        value = number * tag.scale + tag.offset
        sane = isfinite(value) and not is_subnormal(number, tag.type) and is_in_range(tag, value)
        if other != order and sane:
            fitting.append(other)
    return fitting


class OrderDoubts:
    """Speaks of each tag once."""

    def __init__(self, device_name: str, order: ByteOrder) -> None:
        self._device_name = device_name
        self._order = order
        self._told: set[str] = set()

    def note(self, tag: ModbusTag, registers: Sequence[int], value: float | None) -> None:
        """Say that a number is out of range, and in which orders it would not be."""
        if tag.name in self._told:
            return
        self._told.add(tag.name)
        orders = fitting_orders(tag, registers, self._order)
        cure = f"; in order {' or '.join(orders)} it would fit: check word_order" if orders else ""
        _log.warning(
            "%s: %s: %s is out of range as %s%s",
            self._device_name, tag.name, value, self._order, cure,
        )  # fmt: skip
