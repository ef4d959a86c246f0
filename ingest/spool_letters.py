"""Dead letters: rows that the database will not take, kept with the reason and the error."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ingest.spool_rows import SpooledReading, SpooledRejection, checksum, instant, microseconds

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
    connection: sqlite3.Connection, readings: Sequence[SpooledReading], reason: str, error: str
) -> None:
    """Move readings to the dead letters."""
    at = now_us()
    letters = [
        (reason, error, row.tag_name, row.observed_us, row.received_us, row.value, row.quality,
         None, at)
        for row in readings
    ]  # fmt: skip
    _move(connection, "reading", [row.seq for row in readings], letters)


def bury_damaged(connection: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """Move rows whose checksum does not match to the dead letters, as they were found."""
    at, error = now_us(), "checksum does not match: the disk changed the row"
    letters = [(DAMAGED, error, *[None] * 5, repr(row[1:]), at) for row in rows]
    _move(connection, "reading", [row[0] for row in rows], letters)


def bury_damaged_rejections(
    connection: sqlite3.Connection, rows: Sequence[tuple[object, ...]]
) -> None:
    """Likewise for rejections."""
    at, error = now_us(), "checksum does not match: the disk changed the rejection"
    letters = [(DAMAGED, error, *[None] * 5, repr(row[1:]), at) for row in rows]
    _move(connection, "refused", [row[0] for row in rows], letters)


def bury_refused(
    connection: sqlite3.Connection, refused: Sequence[SpooledRejection], error: str
) -> None:
    """Move rejections that even quarantine would not take to the dead letters."""
    at = now_us()
    letters = [
        (row.reason, f"{row.detail}; {error}", row.tag_name,
         None if row.observed_at is None else microseconds(row.observed_at),
         microseconds(row.received_at), row.value, row.quality, row.raw, at)
        for _seq, row in refused
    ]  # fmt: skip
    _move(connection, "refused", [row.seq for row in refused], letters)


def revive(connection: sqlite3.Connection, reason: str | None) -> int:
    """Put dead readings back into the queue; a damaged or refused row has no way back."""
    sql = (
        "select seq, tag, observed_us, received_us, value, quality from dead"
        " where reason <> ? and raw is null and (? is null or reason = ?) order by seq"
    )
    rows = connection.execute(sql, (DAMAGED, reason, reason)).fetchall()
    readings = [
        (tag, observed_us, received_us, value, quality,
         checksum(tag.encode(), observed_us, received_us, value, quality))
        for _seq, tag, observed_us, received_us, value, quality in rows
    ]  # fmt: skip
    connection.executemany(INSERT_READING, readings)
    connection.executemany("delete from dead where seq = ?", [(row[0],) for row in rows])
    count(connection, {"retried": len(rows)})
    return len(rows)


def _move(
    connection: sqlite3.Connection,
    table: str,
    seqs: Sequence[object],
    letters: Sequence[tuple[object, ...]],
) -> None:
    connection.executemany(_INSERT_DEAD, letters)
    connection.executemany(DELETE[table], [(seq,) for seq in seqs])
    count(connection, {"dead": len(letters)})
