"""The readings of one measuring point, read once for a window and sliced by day."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.calendar import Window
from domain.field.binding import Binding
from domain.measurement.coverage import Signal
from domain.measurement.quality import is_bad, is_good
from domain.measurement.sample import Sample

# No instrument of a lease shows such a number; a wrong word order does.
_ABSURD: Final = 1e15


@dataclass(frozen=True, slots=True)
class BoundSignals:
    """What one tag read while one binding was in force, in order of time."""

    binding: Binding
    samples: Sequence[Sample]
    signals: Sequence[Signal]

    def within(self, window: Window) -> Sequence[Sample]:
        """Return the samples in (start, end]: a device's record closes the span it is about."""
        first = bisect_right(self.samples, window.start, key=_sample_at)
        last = bisect_right(self.samples, window.end, key=_sample_at)
        return self.samples[first:last]

    def around(self, window: Window) -> Sequence[Signal]:
        """Return the signals of a span with the one before it, which tells how it begins."""
        first = bisect_right(self.signals, window.start, key=_signal_at)
        last = bisect_left(self.signals, window.end, key=_signal_at)
        return self.signals[max(first - 1, 0) : last]

    def good_before(self, instant: datetime) -> Signal | None:
        """Return the last good signal at or before an instant."""
        position = bisect_right(self.signals, instant, key=_signal_at)
        earlier = (self.signals[n] for n in range(position - 1, -1, -1))
        return next((s for s in earlier if s.is_good), None)

    def good_after(self, instant: datetime) -> Signal | None:
        """Return the first good signal after an instant."""
        position = bisect_right(self.signals, instant, key=_signal_at)
        later = (self.signals[n] for n in range(position, len(self.signals)))
        return next((s for s in later if s.is_good), None)


class PointSignals:
    """Readings of all tags of a point over a window, with what brackets its two ends."""

    def __init__(
        self, samples: dict[UUID, list[Sample]], silent_until: dict[UUID, datetime]
    ) -> None:
        self._samples = samples
        self._silent_until = silent_until
        self._bound: dict[Binding, BoundSignals] = {}

    def bound(self, binding: Binding) -> BoundSignals:
        """Return the readings of a tag while a binding is in force."""
        if binding not in self._bound:
            self._bound[binding] = self._slice(binding)
        return self._bound[binding]

    def _slice(self, binding: Binding) -> BoundSignals:
        samples = self._samples[binding.tag_id]
        first = bisect_left(samples, binding.effective_from, key=_sample_at)
        last = len(samples)
        if binding.effective_to is not None:
            last = bisect_right(samples, binding.effective_to, key=_sample_at)
        chosen = samples[first:last]
        return BoundSignals(binding, chosen, [_signal(sample) for sample in chosen])

    def has_started(self, binding: Binding, instant: datetime) -> bool:
        """Return whether a tag had sent anything by an instant, or has never sent anything.

        A binding may be older than the device; days before its first word are not missing. A
        tag that never said a word is missing from the first instant of its binding.
        """
        first_word = self._silent_until.get(binding.tag_id)
        return first_word is None or first_word <= instant


def is_readable(sample: Sample) -> bool:
    """Return whether a sample carries a sane number that its device does not call bad."""
    return _is_sane(sample) and not is_bad(sample.quality)


def _signal(sample: Sample) -> Signal:
    return Signal(sample.observed_at, sample.value, is_usable(sample))


def is_usable(sample: Sample) -> bool:
    """Return whether a sample carries a sane number that its device calls good."""
    return _is_sane(sample) and is_good(sample.quality)


def _is_sane(sample: Sample) -> bool:
    return sample.value is not None and abs(sample.value) < _ABSURD


def _sample_at(sample: Sample) -> datetime:
    return sample.observed_at


def _signal_at(signal: Signal) -> datetime:
    return signal.at
