"""The judge: compares what the devices say they sent with what the store holds.

`lost` counts what a device knows was acknowledged but the store does not hold as it was sent.
`duplicates` counts values the store holds but no device sent. A failed read is neither: it has no
value, and the collector says so with a bad quality.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import psycopg

from simulation.devices.journal import read_journal
from sql import query
from storage.rows.directory import organizations
from storage.tenant import tenant_transaction


class Key(NamedTuple):
    """One tag of one tenant at one instant."""

    slug: str
    tag_name: str
    observed_s: int


class StoredReading(NamedTuple):
    """A reading as the store holds it."""

    key: Key
    protocol: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison found."""

    readings: dict[str, int]
    sent: int
    acknowledged: int
    lost: int
    duplicates: int


def stored_readings(connection: psycopg.Connection) -> Iterator[StoredReading]:
    """Yield every stored reading of every tenant."""
    for organization in organizations(connection):
        with tenant_transaction(connection, organization.organization_id):
            rows = connection.execute(query("demo/stored_readings")).fetchall()
        for tag_name, protocol, observed_at, value in rows:
            key = Key(organization.slug, tag_name, _seconds(observed_at))
            yield StoredReading(key, protocol, value)


def _seconds(instant: datetime) -> int:
    return round(instant.timestamp())


def judge(journal: Path, stored: Iterable[StoredReading]) -> Verdict:
    """Compare the devices' journal with the store."""
    held = {reading.key: reading for reading in stored}
    held_counts: Counter[str] = Counter()
    sent = acknowledged = lost = 0
    for served in read_journal(journal):
        sent += 1
        acknowledged += served.acknowledged
        reading = held.pop(Key(served.organization, served.tag_name, served.observed_s), None)
        is_whole = reading is not None and reading.value == served.value
        lost += served.acknowledged and not is_whole
        held_counts[served.protocol] += is_whole
    # What is left without a value is a failed read: the collector's own word, not a device's.
    made_up = sum(reading.value is not None for reading in held.values())
    return Verdict(dict(held_counts), sent, acknowledged, lost, duplicates=made_up)
