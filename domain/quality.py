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


def is_good(quality: int) -> bool:
    """Return whether the severity of a status code is good."""
    return quality >> _SEVERITY_SHIFT == 0


def is_bad(quality: int) -> bool:
    """Return whether the severity of a status code is bad (or reserved)."""
    return quality >> _SEVERITY_SHIFT >= 2
