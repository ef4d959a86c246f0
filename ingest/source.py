"""What a source is: something that reads one device and hands readings to a sink."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from domain.measurement.reading import Reading, Refused


@dataclass
class Content:
    """What one delivery of a device came to."""

    readings: list[Reading] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def add(self, taken: Reading | Refused) -> None:
        """Add what something became to the one or the other."""
        if isinstance(taken, Reading):
            self.readings.append(taken)
        else:
            self.refused.append(taken)


class Sink(Protocol):
    """Where a source puts what it got; returning means it is durable."""

    async def accept(self, readings: Sequence[Reading], refused: Sequence[Refused] = ()) -> None:
        """Store both durably (fsync) and only then return; raise `StorageError` otherwise."""
        ...


class Source(Protocol):
    """One device. `run` reads until it is cancelled; the supervisor restarts it when it raises.

    A source acknowledges to its device only after `Sink.accept` returned. A failed poll gives
    one reading per tag with no value and a bad quality; it never repeats an old number.
    """

    device_name: str

    async def run(self, sink: Sink) -> None:
        """Read the device and feed `sink` until cancelled; raise `SourceError` when it fails."""
        ...
