"""Where a simulated device stands in its list of samples, and what its journal hears of it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from simulation.device_sample import DeviceSample, DeviceSignal
from simulation.devices.journal import Journal, Served

Decoded = Callable[[str, DeviceSignal], DeviceSignal]


class Cursor:
    """A place in the samples of one device that moves on when a reader took them."""

    def __init__(
        self,
        samples: Sequence[DeviceSample],
        journal: Journal,
        *,
        organization: str,
        device_name: str,
        protocol: str,
        decoded: Decoded,
    ) -> None:
        if not samples:
            msg = f"{device_name} has no samples to serve"
            raise ValueError(msg)
        self.samples = samples
        self.index = 0
        self.done = asyncio.Event()
        self._journal = journal
        self._source = (organization, device_name, protocol)
        self._decoded = decoded

    @property
    def current(self) -> DeviceSample:
        """The sample the device serves now."""
        return self.samples[self.index]

    @property
    def full_name(self) -> str:
        """Organization and device."""
        return "/".join(self._source[:2])

    @property
    def n_acknowledged(self) -> int:
        """How many samples were acknowledged."""
        return len(self.samples) if self.done.is_set() else self.index

    def advance(self, steps: int = 1) -> None:
        """Go on; at the end stay on the last sample and say so."""
        if self.index + steps >= len(self.samples):
            self.done.set()
        self.index = min(self.index + steps, len(self.samples) - 1)

    def serve(
        self, sample: DeviceSample, signals: Mapping[str, DeviceSignal] | None = None
    ) -> Sequence[Served]:
        """Note a sample, or the part of it that goes out, as served; return what was noted."""
        rows = self._rows(sample, sample.signals if signals is None else signals)
        self._journal.served(rows)
        return rows

    def acknowledge(self, rows: Sequence[Served]) -> None:
        """Note as acknowledged what `serve` returned."""
        self._journal.acknowledged(rows)

    def _rows(self, sample: DeviceSample, signals: Mapping[str, DeviceSignal]) -> list[Served]:
        organization, device_name, protocol = self._source
        observed_s = sample.unix_s
        rows = []
        for tag_name, signal in signals.items():
            seen = self._decoded(tag_name, signal)
            rows.append(
                Served(
                    organization, device_name, protocol, tag_name, observed_s, seen.value,
                    int(seen.quality), acknowledged=False,
                )
            )  # fmt: skip
        return rows
