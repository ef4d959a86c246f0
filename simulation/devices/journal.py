"""The list of everything the simulated devices served and what was acknowledged of it.

One SQLite file: ``journal(organization, device_name, protocol, tag_name, observed_at, value,
quality, acknowledged)``, one row per tag and instant; `observed_at` is in seconds since 1970
(UTC), `value` is what a reader decodes, empty when the device had none. A row is there as soon
as it was served; `acknowledged` becomes 1 when the reader gave the device the sign its protocol
has for "I have it". Comparing it with the store tells what was lost or made up.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final, NamedTuple

_SCHEMA: Final = """
create table if not exists journal (
    organization text not null,
    device_name text not null,
    protocol text not null,
    tag_name text not null,
    observed_at integer not null,
    value real,
    quality integer not null,
    acknowledged integer not null,
    primary key (organization, tag_name, observed_at)
) without rowid
"""
_UPSERT: Final = """
insert into journal values (?, ?, ?, ?, ?, ?, ?, ?)
on conflict do update set acknowledged = max(acknowledged, excluded.acknowledged)
"""
_FLUSH_ROWS: Final = 4000
_FLUSH_S: Final = 0.5


class Served(NamedTuple):
    """One row of the journal."""

    organization: str
    device_name: str
    protocol: str
    tag_name: str
    observed_s: int
    value: float | None
    quality: int
    acknowledged: bool

    @property
    def observed_at(self) -> datetime:
        """The instant, aware and in UTC."""
        return datetime.fromtimestamp(self.observed_s, UTC)


class Journal:
    """Writes the journal in batches; another process may read the file meanwhile."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        # A lost tail after a power cut only makes the comparison smaller, never wrong.
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = off")
        self._connection.execute(_SCHEMA)
        self._rows: dict[tuple[str, str, int], Served] = {}
        self._flushed_at = monotonic()

    def served(self, rows: Iterable[Served]) -> None:
        """Note what a device is about to serve."""
        for row in rows:
            self._rows.setdefault((row.organization, row.tag_name, row.observed_s), row)
        self._flush_when_due()

    def acknowledged(self, rows: Iterable[Served]) -> None:
        """Note what the reader acknowledged."""
        for row in rows:
            key = (row.organization, row.tag_name, row.observed_s)
            self._rows[key] = row._replace(acknowledged=True)
        self._flush_when_due()

    def flush(self) -> None:
        """Write what is buffered."""
        if self._rows:
            self._connection.execute("begin")
            self._connection.executemany(_UPSERT, self._rows.values())
            self._connection.execute("commit")
            self._rows.clear()
        self._flushed_at = monotonic()

    def close(self) -> None:
        """Write what is buffered and let go of the file."""
        self.flush()
        self._connection.close()

    def _flush_when_due(self) -> None:
        if len(self._rows) >= _FLUSH_ROWS or monotonic() - self._flushed_at > _FLUSH_S:
            self.flush()


def read_journal(path: Path) -> Iterator[Served]:
    """Yield every row of a journal, ordered by organization, tag and time."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        for row in connection.execute(
            "select * from journal order by organization, tag_name, observed_at"
        ):
            yield Served._make((*row[:7], bool(row[7])))
    finally:
        connection.close()
