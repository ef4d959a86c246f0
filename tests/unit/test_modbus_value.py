"""Registers that hold no number of their type are refused as they came, and stop no other tag."""

from datetime import UTC, datetime

import pytest

from domain.errors import DataError
from domain.measurement.quality import Quality
from domain.measurement.reading import Reading, Refused
from ingest.protocols.modbus import decode
from ingest.protocols.modbus.orders import fitting_orders
from ingest.protocols.modbus.site import ModbusTag
from ingest.protocols.modbus.value import register_reading

NOW = datetime(2026, 3, 1, 13, tzinfo=UTC)
TAG = ModbusTag.model_validate(
    {"name": "t", "kind": "status", "unit": "none", "table": "holding", "address": 0,
     "type": "uint32"}
)  # fmt: skip


def no_number(packed: bytes) -> int:
    if packed[0] > 0x99:
        raise DataError(f"0x{packed.hex()} holds no decimal digits")
    return int.from_bytes(packed, "big")


@pytest.fixture(autouse=True)
def picky(monkeypatch: pytest.MonkeyPatch) -> None:
    """A type that not every word is a number of."""
    layout = decode.LAYOUTS["uint32"]._replace(number=no_number)
    monkeypatch.setitem(decode.LAYOUTS, "uint32", layout)


def taken(registers: tuple[int, int]) -> Reading | Refused:
    return register_reading(TAG, registers, "ABCD", observed_at=NOW, received_at=NOW)


def test_registers_without_a_number__go_to_quarantine_as_they_were_read() -> None:
    found = taken((0xA234, 0x0001))
    assert found == Refused(
        "malformed", "0xa2340001 holds no decimal digits", "t", "0xa234 0x0001", NOW, NOW
    )
    assert isinstance(taken((0x0001, 0x0002)), Reading)


def test_order_in_which_they_hold_no_number__is_none_that_would_fit() -> None:
    doubted = Reading.at("t", NOW, NOW, 1.0, int(Quality.UNCERTAIN_OUT_OF_RANGE))
    assert fitting_orders(TAG, (0x0001, 0xA200), "ABCD", doubted) == ["BADC", "DCBA"]
