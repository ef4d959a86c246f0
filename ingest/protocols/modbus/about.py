"""Modbus TCP, as it is named in a URL."""

from typing import Final

from ingest.protocols.about import About
from ingest.protocols.modbus.decode import BYTE_ORDERS, REGISTER_TYPES

ABOUT: Final = About(
    library="pymodbus",
    scheme="modbus",
    form="modbus://HOST:PORT/UNIT/holding/ADDRESS?type=float32&word_order=big",
    example="modbus://10.0.0.7:502/1/holding/100?type=float32&word_order=big",
    options=frozenset({"type", "word_order", "scale", "offset"}),
    explained="A Modbus URL holds unit, table (holding or input) and address, and may say type"
    f" (one of {' '.join(REGISTER_TYPES)}; uint16 when left out), word_order (big, little, or one"
    f" of {' '.join(BYTE_ORDERS)}), scale and offset.",
)
