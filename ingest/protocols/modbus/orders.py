"""A number that lies out of range because its words lie in another order: said once, with the cure.

The number itself stays as it was read, with a quality that keeps it from every account; only
the technician who wrote the site file can say which order the device uses.
"""

import logging
from collections.abc import Sequence

from domain.measurement.quality import is_good
from domain.measurement.reading import Reading
from ingest.protocols.modbus.decode import BYTE_ORDERS, ByteOrder
from ingest.protocols.modbus.site import ModbusTag
from ingest.protocols.modbus.value import register_reading

_log = logging.getLogger(__name__)


def fitting_orders(
    tag: ModbusTag, registers: Sequence[int], order: ByteOrder, doubted: Reading
) -> list[ByteOrder]:
    """Return the other orders in which registers hold a number within the tag's range.

    Parameters
    ----------
    tag : ModbusTag
        Its type, scale and range; without a range any finite number of normal size fits.
    registers : sequence of int
        As they were read.
    order : ByteOrder
        The one of the site file, which does not fit.
    doubted : Reading
        What they hold in it.
    """
    observed_at, received_at = doubted.observed_at, doubted.received_at
    fitting = []
    for other in BYTE_ORDERS:
        taken = register_reading(
            tag, registers, other, observed_at=observed_at, received_at=received_at
        )
        if other != order and isinstance(taken, Reading) and is_good(taken.quality):
            fitting.append(other)
    return fitting


class OrderDoubts:
    """Speaks of each tag once."""

    def __init__(self, device_name: str, order: ByteOrder) -> None:
        self._device_name = device_name
        self._order = order
        self._told: set[str] = set()

    def note(self, tag: ModbusTag, registers: Sequence[int], doubted: Reading) -> None:
        """Say that a number is out of range, and in which orders it would not be."""
        if tag.name in self._told:
            return
        self._told.add(tag.name)
        orders = fitting_orders(tag, registers, self._order, doubted)
        cure = f"; in order {' or '.join(orders)} it would fit: check word_order" if orders else ""
        _log.warning(
            "%s: %s: %s is out of range as %s%s",
            self._device_name, tag.name, doubted.value, self._order, cure,
        )  # fmt: skip
