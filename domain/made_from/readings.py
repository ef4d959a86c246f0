"""The hash of readings: what was observed, when and how good, whoever holds it."""

import hashlib
import struct
from collections.abc import Iterable
from datetime import datetime
from typing import Final, Protocol

from domain.measurement.reading import microseconds

# Microseconds since 1970, whether there is a value, the value, its quality.
_READING: Final = struct.Struct("<q?dq")


class Observed(Protocol):
    """A reading with its time, its value (empty when the read failed) and its quality."""

    @property
    def observed_at(self) -> datetime:
        """When the device observed it, aware."""

    @property
    def value(self) -> float | None:
        """What it read."""

    @property
    def quality(self) -> int:
        """OPC UA status code."""


def readings_hash(readings: Iterable[Observed]) -> str:
    """Return the hash of readings in the order given."""
    digest = hashlib.blake2b(digest_size=16)
    for reading in readings:
        value = reading.value
        digest.update(
            _READING.pack(
                microseconds(reading.observed_at),
                value is not None,
                0.0 if value is None else value,
                reading.quality,
            )
        )
    return digest.hexdigest()
