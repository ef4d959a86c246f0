"""OPC UA status codes used for every reading, whatever its protocol.

A code is a 32-bit number: the two highest bits are the severity (00 good, 01 uncertain, 10 bad).

References
----------
.. [1] OPC 10000-4, Services, clause 7.39, StatusCode.
"""

from enum import IntEnum
from typing import Final


class Quality(IntEnum):
    """The status codes WellFlow itself assigns; a device may send any other."""

    GOOD = 0x00000000
    GOOD_LOCAL_OVERRIDE = 0x00960000
    UNCERTAIN = 0x40000000
    UNCERTAIN_LAST_USABLE = 0x40900000
    UNCERTAIN_SUBSTITUTE = 0x40910000
    UNCERTAIN_OUT_OF_RANGE = 0x40940000
    BAD = 0x80000000
    BAD_COMMUNICATION = 0x80050000
    BAD_CONFIGURATION = 0x80890000
    BAD_DEVICE_FAILURE = 0x808B0000
    BAD_SENSOR_FAILURE = 0x808C0000
    BAD_OUT_OF_SERVICE = 0x808D0000


_SEVERITY_SHIFT: Final = 30
_FLAG_BITS: Final = 0xFFFF
# InfoType "DataValue" with the overflow bit: the flags below the code say so only together.
_OVERFLOW_BITS: Final = 0x480


def is_good(quality: int) -> bool:
    """Return whether the severity of a status code is good."""
    return quality >> _SEVERITY_SHIFT == 0


def is_bad(quality: int) -> bool:
    """Return whether the severity of a status code is bad (or reserved)."""
    return quality >> _SEVERITY_SHIFT >= 2


def has_overflowed(quality: int) -> bool:
    """Return whether a status code says that values before this one were dropped by a queue."""
    return quality & _OVERFLOW_BITS == _OVERFLOW_BITS


def without_flags(quality: int) -> int:
    """Return a status code without its flags (overflow, limits), as lists of codes have it."""
    return quality & ~_FLAG_BITS


def lowered(quality: int, to: Quality) -> int:
    """Return a worse status code that keeps the flags of the one it takes the place of."""
    return int(to) | (quality & _FLAG_BITS)
