"""Dead letters: rows that the database will not take, kept with the reason and the error."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from domain.measurement.reading import Reading, Refused, instant, microseconds
from ingest.spool.rows import reading_rows

DAMAGED: Final = "damaged"
UNKNOWN_TAG: Final = "unknown_tag"
REJECTED: Final = "rejected_by_database"

INSERT_READING: Final = (
    "insert into reading (tag, observed_us, received_us, value, quality, crc)"
    " values (?, ?, ?, ?, ?, ?)"
)
DELETE: Final = {
    "reading": "delete from reading where seq = ?",
    "refused": "delete from refused where seq = ?",
}
DELETE_SPAN: Final = {
    "reading": "delete from reading where seq between ? and ?",
    "refused": "delete from refused where seq between ? and ?",
}
_INSERT_DEAD: Final = (
    "insert into dead (reason, error, tag, observed_us, received_us, value, quality, raw, died_us)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class DeadLetter(NamedTuple):
    """One dead row, as `spool dead` shows it."""

    seq: int
    reason: str
    error: str
    tag_name: str | None
    observed_us: int | None
    received_us: int | None
    value: float | None
    quality: int | None
    raw: str | None
    died_us: int

    def as_json(self) -> dict[str, object]:
        """Return the letter with its times in words."""
        fields = self._asdict()
        for name in ("observed", "received", "died"):
            us = fields.pop(f"{name}_us")
            fields[f"{name}_at"] = None if us is None else instant(us).isoformat()
        return fields


def now_us() -> int:
    """Return the time in microseconds since 1970."""
    return time.time_ns() // 1000


def count(connection: sqlite3.Connection, counts: Mapping[str, int]) -> None:
    """Add to the counters."""
    changes = [(n, name) for name, n in counts.items() if n]
    connection.executemany("update counter set n = n + ? where name = ?", changes)


def bury(
    connection: sqlite3.Connection, readings: Sequence[Reading], reason: str, error: str
) -> None:
    """Move readings to the dead letters."""
    at = now_us()
    letters = [(reason, error, *reading[:5], None, at) for reading in readings]
    _move(connection, "reading", [reading.seq for reading in readings], letters)


def bury_damaged(
    connection: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]
) -> None:
    """Move rows whose checksum does not match to the dead letters, as they were found."""
    at, error = now_us(), "checksum does not match: the disk changed the row"
    letters = [(DAMAGED, error, *[None] * 5, repr(row[1:]), at) for row in rows]
    _move(connection, table, [row[0] for row in rows], letters)


def bury_refused(connection: sqlite3.Connection, refused: Sequence[Refused], error: str) -> None:
    """Move refusals that even quarantine would not take to the dead letters."""
    at = now_us()
    letters = [
        (row.reason, f"{row.detail}; {error}", row.tag_name,
         None if row.observed_at is None else microseconds(row.observed_at),
         microseconds(row.received_at), row.value, row.quality, row.raw, at)
        for row in refused
    ]  # fmt: skip
    _move(connection, "refused", [row.seq for row in refused], letters)


def revive(connection: sqlite3.Connection, reason: str | None) -> int:
    """Put dead readings back into the queue; a damaged or refused row has no way back."""
    sql = (
        "select tag, observed_us, received_us, value, quality, seq from dead"
        " where reason <> ? and raw is null and (? is null or reason = ?) order by seq"
    )
    rows = connection.execute(sql, (DAMAGED, reason, reason)).fetchall()
    readings = [Reading(*row) for row in rows]
    connection.executemany(INSERT_READING, reading_rows(readings))
    dead = [(reading.seq,) for reading in readings]
    connection.executemany("delete from dead where seq = ?", dead)
    count(connection, {"retried": len(readings)})
    return len(readings)


def _move(
    connection: sqlite3.Connection,
    table: str,
    seqs: Sequence[object],
    letters: Sequence[tuple[object, ...]],
) -> None:
    connection.executemany(_INSERT_DEAD, letters)
    connection.executemany(DELETE[table], [(seq,) for seq in seqs])
    count(connection, {"dead": len(letters)})
