"""Reads what the tags of one measuring point sent over a window, and what brackets its ends."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.calendar import Window
from domain.field.binding import Binding
from domain.measurement.sample import Sample
from domain.measurement.tag_signals import PointSignals, is_usable
from storage.connections import Connection
from storage.rows import readings

# Most tags report many times a day; only the silent ones are worth a second, longer look.
_MARGIN: Final = timedelta(days=1)
_END_OF_TIME: Final = datetime(9999, 1, 1, tzinfo=UTC)
_LONGEST_BRIDGE: Final = timedelta(days=45)
_BRIDGING_KINDS: Final = ("totalizer", "level")


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
        if not any(is_usable(s) for s in samples[tag_id] if s.observed_at <= start)
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
        if not any(is_usable(s) for s in reversed(samples[tag_id]) if s.observed_at >= end)
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
