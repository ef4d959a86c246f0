"""How good what each device gives is, counted in the spool so that `collect status` can tell.

A device that is asked and never answers is "running" for its supervisor; only a good reading
shows that it lives, and only a count shows that a queue on its side lost values.
"""

import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple

from domain.measurement.quality import has_overflowed, is_bad, is_good
from domain.measurement.reading import Reading

_ADD: Final = (
    "insert into device (device_name, accepted, last_accepted_us, good, uncertain, bad, overflowed,"
    " refused, last_good_us, last_fault) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " on conflict (device_name) do update set accepted = accepted + excluded.accepted,"
    " last_accepted_us = coalesce(excluded.last_accepted_us, last_accepted_us),"
    " good = good + excluded.good, uncertain = uncertain + excluded.uncertain,"
    " bad = bad + excluded.bad, overflowed = overflowed + excluded.overflowed,"
    " refused = refused + excluded.refused,"
    " last_good_us = coalesce(excluded.last_good_us, last_good_us),"
    " last_fault = coalesce(excluded.last_fault, last_fault)"
)


class Judged(NamedTuple):
    """Readings by what they are worth, and the last status code that was not good."""

    good: int
    uncertain: int
    bad: int
    overflowed: int
    last_fault: int | None


def judged(readings: Sequence[Reading]) -> Judged:
    """Count the readings of a batch by their quality."""
    faults = [reading.quality for reading in readings if reading.quality]
    bad = sum(map(is_bad, faults))
    uncertain = len(faults) - bad - sum(map(is_good, faults))
    overflowed = sum(map(has_overflowed, faults))
    good = len(readings) - bad - uncertain
    not_good = [quality for quality in faults if not is_good(quality)]
    return Judged(good, uncertain, bad, overflowed, not_good[-1] if not_good else None)


def note(
    connection: sqlite3.Connection,
    device_name: str,
    worth: Judged,
    refused: int,
    now_us: int,
) -> None:
    """Add a batch of a device to its counts, within the transaction that stores the batch."""
    accepted = worth.good + worth.uncertain + worth.bad
    last_accepted_us = now_us if accepted else None
    last_good_us = now_us if worth.good else None
    taken = (device_name, accepted, last_accepted_us)
    connection.execute(_ADD, (*taken, *worth[:4], refused, last_good_us, worth.last_fault))
