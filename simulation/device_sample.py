"""What a simulated device knows at one instant of its own clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from domain.measurement.quality import Quality


class DeviceSignal(NamedTuple):
    """A value in the unit of its tag, and what the device says of it."""

    value: float | None
    quality: int = Quality.GOOD


class DeviceSample(NamedTuple):
    """One step of a device: its clock, and the signals it has at that instant.

    A tag that is absent from `signals` has nothing to say: a message leaves it out, a register
    and a node keep what they held.
    """

    observed_at: datetime
    signals: Mapping[str, DeviceSignal]

    @property
    def unix_s(self) -> int:
        """The device clock [s since 1970]."""
        return int(self.observed_at.timestamp())
