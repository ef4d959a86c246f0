"""A collector's side of the database: its own tags, its batch of readings, its quarantine.

Belongs here: what a collector's login may do, and nothing else; what leaves the spool, and when,
is `ingest`. Reads no tenant setting: the database knows the box by its login.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import psycopg

from domain.errors import StorageError
from sql import query
from storage.connections import Connection
from storage.faults import as_wellflow, translated

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_POSTGRES_EPOCH_US: Final = 946_684_800_000_000
_COPY_HEAD: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_TAIL: Final = b"\xff\xff"
_WITH_VALUE: Final = struct.Struct(">hi16siqiqidiq")
_WITHOUT_VALUE: Final = struct.Struct(">hi16siqiqiiq")
_NULL: Final = -1


class EdgeReading(NamedTuple):
    """A reading on its way in; times in microseconds since 1970, UTC."""

    tag_id: UUID
    observed_us: int
    received_us: int
    value: float | None
    quality: int


class EdgeRefusal(NamedTuple):
    """Something for quarantine; `refusal_id` is the same at every attempt."""

    refusal_id: UUID
    reason: str
    detail: str
    tag_name: str | None
    observed_at: datetime | None
    received_at: datetime
    value: float | None
    quality: int | None


class Box(NamedTuple):
    """What the database knows of the collector that asks."""

    organization_id: UUID
    collector_name: str
    tag_ids: dict[str, UUID]


class Stored(NamedTuple):
    """What became of a batch: new rows, and conflicts new in quarantine; the rest are replays."""

    inserted: int
    conflicting: int


class RowsRefused(StorageError):  # noqa: N818  # names what happened to rows, as PeriodClosed does
    """The database refuses at least one row of the batch, and would refuse it again."""


def box(conn: Connection) -> Box:
    """Return the collector's organization and tags.

    Raises
    ------
    StorageError
        The login has no key, or its key was revoked.
    """
    with translated("edge.collector"):
        key = conn.execute("select organization_id, collector_name from edge.collector").fetchone()
        tags = conn.execute("select tag_name, id from edge.tag").fetchall()
        conn.rollback()
    if key is None:
        raise StorageError(
            "this login is no collector, or its key was revoked",
            where=str(conn.info.user),
            remedy="have the box admitted again; its spool keeps everything until then",
        )
    return Box(key[0], key[1], dict(tags))


def prepare(conn: Connection) -> None:
    """Make the session's temporary table that every batch is copied into."""
    with translated("batch"):
        conn.execute(query("edge/batch"))
        conn.commit()


def store(conn: Connection, organization_id: UUID, readings: Sequence[EdgeReading]) -> Stored:
    """Store a batch in one transaction; what is stored already is left as it is.

    Raises
    ------
    RowsRefused
        A row breaks a rule of the database; none of the batch was stored.
    StorageError
        The database failed or cannot be reached; with a lost reply the batch may be stored.
    """
    with _batch(conn):
        times = [reading.observed_us for reading in readings]
        span = (_at(min(times)), _at(max(times)))
        conn.execute("select edge.ensure_partitions(%s, %s)", span)
        with conn.cursor() as cursor:
            with cursor.copy("copy batch from stdin (format binary)") as copy:
                copy.write(copy_body(readings))
            inserted = cursor.execute(query("edge/insert"), (organization_id,)).rowcount
        conflicting = 0
        if inserted < len(readings):
            conflicting = _quarantine_conflicts(conn, readings)
        conn.commit()
    return Stored(inserted, conflicting)


def quarantine(conn: Connection, refusals: Sequence[EdgeRefusal]) -> int:
    """Put refusals into quarantine in one transaction and return how many were new."""
    columns: list[list[object]] = [list(column) for column in zip(*refusals, strict=True)]
    with _batch(conn):
        row = conn.execute(query("edge/quarantine_refused"), columns).fetchone()
        conn.commit()
    return int(row[0]) if row is not None else 0


def copy_body(readings: Iterable[EdgeReading]) -> bytes:
    """Return a batch in PostgreSQL's binary COPY format.

    Notes
    -----
    Packed here rather than by the driver: every row has the same five fields, and a batch is
    complete before its first byte is sent, so that no half row ever reaches the server.
    """
    with_value, without_value = _WITH_VALUE.pack, _WITHOUT_VALUE.pack
    parts = [_COPY_HEAD]
    for tag_id, observed_us, received_us, value, quality in readings:
        observed = observed_us - _POSTGRES_EPOCH_US
        received = received_us - _POSTGRES_EPOCH_US
        if value is None:
            row = without_value(5, 16, tag_id.bytes, 8, observed, 8, received, _NULL, 8, quality)
        else:
            row = with_value(5, 16, tag_id.bytes, 8, observed, 8, received, 8, value, 8, quality)
        parts.append(row)
    parts.append(_COPY_TAIL)
    return b"".join(parts)


def _quarantine_conflicts(conn: Connection, readings: Sequence[EdgeReading]) -> int:
    columns = (
        [reading.tag_id for reading in readings],
        [_at(reading.observed_us) for reading in readings],
        [_at(reading.received_us) for reading in readings],
        [reading.value for reading in readings],
        [reading.quality for reading in readings],
    )
    row = conn.execute(query("edge/quarantine_conflicts"), columns).fetchone()
    return int(row[0]) if row is not None else 0


@contextmanager
def _batch(conn: Connection) -> Iterator[None]:
    """Run a batch's transaction; roll it back on any fault and say whether its rows are to blame.

    A fault at the commit leaves open whether the batch is stored: the caller sends it again.
    """
    try:
        yield
    except psycopg.Error as error:
        fault = as_wellflow(error, where="readings")
        _roll_back(conn)
        if isinstance(error, _ROWS_TO_BLAME):
            raise RowsRefused(fault.what, where=fault.where) from None
        raise fault from None
    except BaseException:
        _roll_back(conn)
        raise


_ROWS_TO_BLAME: Final = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.WithCheckOptionViolation,
)


def _roll_back(conn: Connection) -> None:
    try:
        conn.rollback()
    except psycopg.Error:
        conn.close()


def _at(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
