"""The readings of one measuring point, read once for a window and sliced by day."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.calendar import Window
from domain.field.binding import Binding
from domain.measurement.coverage import Signal
from domain.measurement.quality import is_bad, is_good
from domain.measurement.sample import Sample
from storage.connections import Connection
from storage.rows import readings

# Most tags report many times a day; only the silent ones are worth a second, longer look.
_MARGIN: Final = timedelta(days=1)
_END_OF_TIME: Final = datetime(9999, 1, 1, tzinfo=UTC)
_LONGEST_BRIDGE: Final = timedelta(days=45)
# No instrument of a lease shows such a number; a wrong word order does.
_ABSURD: Final = 1e15
_BRIDGING_KINDS: Final = ("totalizer", "level")


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


def read_point(conn: Connection, bindings: Sequence[Binding], window: Window) -> PointSignals:
    """Return the readings of some bindings over a window.

    Totalizers and levels that have no good reading within a day of the window's ends are looked
    for up to 45 days before and after, so that a gap across an end is bridged.
    """
    held = max((binding.hold_max_s for binding in bindings), default=0)
    margin = max(_MARGIN, timedelta(seconds=held))
    tag_ids = list(dict.fromkeys(binding.tag_id for binding in bindings))
    samples = readings.window(conn, tag_ids, window.start - margin, window.end + _MARGIN)
    bridging = {b.tag_id for b in bindings if b.kind in _BRIDGING_KINDS}
    _bridge_start(conn, samples, bridging, window.start, margin)
    _bridge_end(conn, samples, bridging, window.end)
    return PointSignals(samples, _silent_until(conn, samples, window))


def _bridge_start(
    conn: Connection,
    samples: dict[UUID, list[Sample]],
    bridging: set[UUID],
    start: datetime,
    margin: timedelta,
) -> None:
    lost = [
        tag_id for tag_id in bridging
        if not any(_is_usable(s) for s in samples[tag_id] if s.observed_at <= start)
    ]  # fmt: skip
    if lost:
        found = readings.last_before(conn, lost, start - margin, start - _LONGEST_BRIDGE)
        for tag_id, sample in found.items():
            samples[tag_id].insert(0, sample)


def _bridge_end(
    conn: Connection, samples: dict[UUID, list[Sample]], bridging: set[UUID], end: datetime
) -> None:
    lost = [
        tag_id for tag_id in bridging
        if not any(_is_usable(s) for s in reversed(samples[tag_id]) if s.observed_at >= end)
    ]  # fmt: skip
    if lost:
        found = readings.first_after(conn, lost, end + _MARGIN, end + _LONGEST_BRIDGE)
        for tag_id, sample in found.items():
            samples[tag_id].append(sample)


def _silent_until(
    conn: Connection, samples: dict[UUID, list[Sample]], window: Window
) -> dict[UUID, datetime]:
    new = [t for t, read in samples.items() if not read or read[0].observed_at >= window.start]
    if not new:
        return {}
    known = readings.reported_before(conn, new, window.start)
    silent = {t: samples[t][0].observed_at for t in new if t not in known and samples[t]}
    unheard = [t for t in new if t not in known and not samples[t]]
    later = readings.reported_before(conn, unheard, _END_OF_TIME) if unheard else frozenset()
    return silent | dict.fromkeys(later, _END_OF_TIME)


def is_readable(sample: Sample) -> bool:
    """Return whether a sample carries a sane number that its device does not call bad."""
    return _is_sane(sample) and not is_bad(sample.quality)


def _signal(sample: Sample) -> Signal:
    return Signal(sample.observed_at, sample.value, _is_usable(sample))


def _is_usable(sample: Sample) -> bool:
    return _is_sane(sample) and is_good(sample.quality)


def _is_sane(sample: Sample) -> bool:
    return sample.value is not None and abs(sample.value) < _ABSURD


def _sample_at(sample: Sample) -> datetime:
    return sample.observed_at


def _signal_at(signal: Signal) -> datetime:
    return signal.at
