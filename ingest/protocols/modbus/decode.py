"""Registers of sixteen bits to numbers and back, in the four orders that devices use.

The order is named by where the bytes of the 32-bit number ``0xAABBCCDD`` lie on the wire:
``ABCD`` big-endian words and bytes, ``CDAB`` words swapped, ``BADC`` bytes swapped inside each
word, ``DCBA`` both. A 16-bit number has one word, so only the swap of its bytes matters.
"""

import struct
from collections.abc import Sequence
from typing import Final, Literal, get_args

from domain.errors import ConfigError, DataError

RegisterType = Literal["int16", "uint16", "int32", "uint32", "float32"]
ByteOrder = Literal["ABCD", "CDAB", "BADC", "DCBA"]
WordOrder = Literal["big", "little", "ABCD", "CDAB", "BADC", "DCBA"]

REGISTER_TYPES: Final[tuple[RegisterType, ...]] = get_args(RegisterType)
BYTE_ORDERS: Final[tuple[ByteOrder, ...]] = get_args(ByteOrder)

_STRUCTS: Final[dict[str, struct.Struct]] = {
    "int16": struct.Struct(">h"),
    "uint16": struct.Struct(">H"),
    "int32": struct.Struct(">i"),
    "uint32": struct.Struct(">I"),
    "float32": struct.Struct(">f"),
}
_WORD_ORDERS: Final[dict[str, ByteOrder]] = {"big": "ABCD", "little": "CDAB"}
_WORD_LIMIT: Final = 0xFFFF
_SMALLEST_NORMAL: Final = 2.0**-126


def byte_order(name: str) -> ByteOrder:
    """Return the order a site file means by a word order or by the name of a byte order.

    Parameters
    ----------
    name : str
        ``big`` or ``little`` (order of the words), or one of ``ABCD CDAB BADC DCBA``.

    Raises
    ------
    ConfigError
        When the name is none of these.
    """
    if name in _WORD_ORDERS:
        return _WORD_ORDERS[name]
    for order in BYTE_ORDERS:
        if name.upper() == order:
            return order
    raise ConfigError(
        f"unknown word order {name!r}", remedy=f"use big, little or one of {' '.join(BYTE_ORDERS)}"
    )


def register_count(register_type: str) -> int:
    """Return how many registers a value of this type takes."""
    return _struct_of(register_type).size // 2


def decode(registers: Sequence[int], register_type: str, order: ByteOrder = "ABCD") -> int | float:
    """Return the number that registers hold.

    Parameters
    ----------
    registers : sequence of int
        As many as the type takes, each 0 to 65535, in the order they came.
    register_type : str
        One of `REGISTER_TYPES`.
    order : ByteOrder
        Where the bytes lie.

    Raises
    ------
    DataError
        When there are too few or too many registers, or one does not fit sixteen bits.
    """
    layout = _struct_of(register_type)
    if len(registers) * 2 != layout.size:
        raise DataError(f"{register_type} takes {layout.size // 2} registers, not {len(registers)}")
    if any(not 0 <= register <= _WORD_LIMIT for register in registers):
        raise DataError(f"a register is sixteen bits wide: {list(registers)}")
    number: int | float = layout.unpack(_arranged(registers, order))[0]
    return number


def is_subnormal(number: float, register_type: str) -> bool:
    """Return whether a number is too small for any instrument: words in the wrong order.

    Notes
    -----
    A float32 with its words swapped has the low bits of the mantissa, often zero, where the
    exponent belongs. What comes out is no error, and lies within any range that begins at zero.
    """
    return register_type == "float32" and 0.0 < abs(number) < _SMALLEST_NORMAL


def encode(value: float, register_type: str, order: ByteOrder = "ABCD") -> tuple[int, ...]:
    """Return the registers that hold a number; simulated devices use it.

    Raises
    ------
    DataError
        When the number does not fit the type.
    """
    layout = _struct_of(register_type)
    number = value if register_type == "float32" else _whole(value, register_type)
    try:
        packed = layout.pack(number)
    except (struct.error, OverflowError) as error:
        raise DataError(f"{value!r} does not fit {register_type}") from error
    words = struct.unpack(f">{len(packed) // 2}H", packed)
    arranged = _arranged(words, order)
    return tuple(struct.unpack(f">{len(arranged) // 2}H", arranged))


def _struct_of(register_type: str) -> struct.Struct:
    layout = _STRUCTS.get(register_type)
    if layout is None:
        raise ConfigError(
            f"unknown register type {register_type!r}", remedy=f"use {' '.join(REGISTER_TYPES)}"
        )
    return layout


def _arranged(registers: Sequence[int], order: ByteOrder) -> bytes:
    words = registers[::-1] if order in ("CDAB", "DCBA") else registers
    byte_format = "<" if order in ("BADC", "DCBA") else ">"
    return struct.pack(f"{byte_format}{len(words)}H", *words)


def _whole(value: float, register_type: str) -> int:
    if value != value or value in (float("inf"), float("-inf")) or value != int(value):
        raise DataError(f"{value!r} does not fit {register_type}")
    return int(value)
