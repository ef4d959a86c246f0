"""Registers of sixteen bits to numbers and back, in the four orders that devices use.

The order is named by where the bytes of the 32-bit number ``0xAABBCCDD`` lie on the wire:
``ABCD`` big-endian words and bytes, ``CDAB`` words swapped, ``BADC`` bytes swapped inside each
word, ``DCBA`` both. A 16-bit number has one word, so only the swap of its bytes matters.
"""

import struct
from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple, get_args

from domain.errors import ConfigError, DataError

RegisterType = Literal["int16", "uint16", "int32", "uint32", "float32"]
ByteOrder = Literal["ABCD", "CDAB", "BADC", "DCBA"]
WordOrder = Literal["big", "little", "ABCD", "CDAB", "BADC", "DCBA"]

REGISTER_TYPES: Final[tuple[RegisterType, ...]] = get_args(RegisterType)
BYTE_ORDERS: Final[tuple[ByteOrder, ...]] = get_args(ByteOrder)

_WORD_ORDERS: Final[dict[str, ByteOrder]] = {"big": "ABCD", "little": "CDAB"}
_WORD_LIMIT: Final = 0xFFFF
_SMALLEST_NORMAL: Final = 2.0**-126


class Layout(NamedTuple):
    """How a type lies in registers, high byte first; `written` refuses what does not fit."""

    n_registers: int
    is_whole: bool
    number: Callable[[bytes], int | float]
    written: Callable[[float], bytes]


def _whole(n_registers: int, *, is_signed: bool) -> Layout:
    def number(packed: bytes) -> int:
        return int.from_bytes(packed, "big", signed=is_signed)

    def written(value: float) -> bytes:
        if value != int(value):
            raise ValueError(value)
        return int(value).to_bytes(2 * n_registers, "big", signed=is_signed)

    return Layout(n_registers, is_whole=True, number=number, written=written)


def _fraction(packing: struct.Struct) -> Layout:
    def number(packed: bytes) -> float:
        return float(packing.unpack(packed)[0])

    return Layout(packing.size // 2, is_whole=False, number=number, written=packing.pack)


# Each type once; a new one is a word of `RegisterType` and a line here.
LAYOUTS: Final[dict[str, Layout]] = {
    "int16": _whole(1, is_signed=True),
    "uint16": _whole(1, is_signed=False),
    "int32": _whole(2, is_signed=True),
    "uint32": _whole(2, is_signed=False),
    "float32": _fraction(struct.Struct(">f")),
}


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
    return _layout_of(register_type).n_registers


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
    layout = _layout_of(register_type)
    if len(registers) != layout.n_registers:
        raise DataError(
            f"{register_type} takes {layout.n_registers} registers, not {len(registers)}"
        )
    if any(not 0 <= register <= _WORD_LIMIT for register in registers):
        raise DataError(f"a register is sixteen bits wide: {list(registers)}")
    return layout.number(_arranged(registers, order))


def is_whole(register_type: str) -> bool:
    """Return whether registers of this type hold whole numbers alone."""
    return _layout_of(register_type).is_whole


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
    try:
        packed = _layout_of(register_type).written(value)
    except (struct.error, ValueError, OverflowError) as error:
        raise DataError(f"{value!r} does not fit {register_type}") from error
    words = struct.unpack(f">{len(packed) // 2}H", packed)
    arranged = _arranged(words, order)
    return tuple(struct.unpack(f">{len(arranged) // 2}H", arranged))


def _layout_of(register_type: str) -> Layout:
    layout = LAYOUTS.get(register_type)
    if layout is None:
        raise ConfigError(
            f"unknown register type {register_type!r}", remedy=f"use {' '.join(REGISTER_TYPES)}"
        )
    return layout


def _arranged(registers: Sequence[int], order: ByteOrder) -> bytes:
    words = registers[::-1] if order in ("CDAB", "DCBA") else registers
    byte_format = "<" if order in ("BADC", "DCBA") else ">"
    return struct.pack(f"{byte_format}{len(words)}H", *words)
