"""A collector's side of the database: its own tags, its batch of readings, its quarantine.

Belongs here: what a collector's login may do, and nothing else; what leaves the spool, and when,
is `ingest`. Reads no tenant setting: the database knows the box by its login.
"""

import os
import socket
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from operator import itemgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

import psycopg

from domain.errors import StorageError, WellflowError
from domain.measurement.reading import Reading, Refused, instant
from sql import query
from storage.connections import Connection
from storage.faults import as_wellflow, translated

_POSTGRES_EPOCH_US: Final = 946_684_800_000_000
_COPY_HEAD: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_TAIL: Final = b"\xff\xff"
_ROW_HEAD: Final = struct.Struct(">hi16s")
_WITH_VALUE: Final = struct.Struct(">22siqiqidiq")
_WITHOUT_VALUE: Final = struct.Struct(">22siqiqiiq")
_FIELDS: Final = 5
_NULL: Final = -1
_QUARANTINED: Final = (
    "reason", "detail", "tag_name", "observed_at", "received_at", "value", "quality",
)  # fmt: skip

_observed_us: Final = itemgetter(Reading._fields.index("observed_us"))


class Box(NamedTuple):
    """What the database knows of the collector that asks."""

    organization_id: UUID
    collector_name: str
    tag_ids: dict[str, UUID]


class Packed(NamedTuple):
    """Readings as COPY wants them, for the box whose tags named them."""

    box: Box
    body: bytes
    first_us: int
    last_us: int


class Stored(NamedTuple):
    """What became of a batch: new rows, and conflicts new in quarantine; the rest are replays."""

    inserted: int
    conflicting: int


class RowsRefused(StorageError):  # noqa: N818  # names what happened to rows, as PeriodClosed does
    """The database refuses the batch, and would refuse it again.

    `is_certain` tells that a rule about rows was broken; otherwise something else than the
    state of the server or of the login failed, and rows may be to blame or the database itself.
    """

    is_certain = True


class RowsSuspected(RowsRefused):
    """Refused for a reason that may lie with a row, or with the database as a whole."""

    is_certain = False


class SpanRefused(RowsRefused):
    """The collector has begun as many new months of readings as it may within a day.

    What lies in one of them is refused alike, until tomorrow.
    """


class BatchTooSlow(StorageError):  # noqa: N818  # likewise
    """The database did not take the batch within the time a statement has."""


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


def hang_up(conn: Connection) -> None:
    """Break a session off from another thread; a call that waits for the server fails at once."""
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(conn.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def pack(box: Box, readings: Sequence[Reading]) -> Packed:
    """Get readings ready to be stored; at least one, and all of tags of the box.

    Raises
    ------
    KeyError
        A tag is none of the box's.
    """
    times = list(map(_observed_us, readings))
    return Packed(box, copy_body(box.tag_ids, readings), min(times), max(times))


def store(
    conn: Connection,
    packed: Packed,
    readings: Sequence[Reading],
    *,
    expects_new: bool = False,
) -> Stored:
    """Store a batch in one transaction; what is stored already is left as it is.

    Parameters
    ----------
    conn
        The collector's session, prepared.
    packed
        The batch as `pack` made it.
    readings
        The same batch, for quarantine where an instant is stored with another value.
    expects_new
        Whether none of it is thought to be stored already: then it is stored in half the time,
        and where the guess is wrong, in half as much again.

    Raises
    ------
    RowsRefused
        A row breaks a rule of the database; none of the batch was stored.
    BatchTooSlow
        The database did not take so many rows in time; fewer may go.
    StorageError
        The database failed or cannot be reached; with a lost reply the batch may be stored.
    """
    with _batch(conn):
        span = (instant(packed.first_us), instant(packed.last_us))
        conn.execute("select edge.ensure_partitions(%s, %s)", span)
        with conn.cursor() as cursor:
            with cursor.copy("copy batch from stdin (format binary)") as copy:
                copy.write(packed.body)
            inserted = _insert_new(conn, cursor) if expects_new else None
            if inserted is None:
                inserted = cursor.execute(query("edge/insert")).rowcount
        conflicting = 0
        if inserted < len(readings):
            conflicting = _quarantine_conflicts(conn, packed.box.tag_ids, readings)
        conn.commit()
    return Stored(inserted, conflicting)


def _insert_new(conn: Connection, cursor: psycopg.Cursor[tuple[Any, ...]]) -> int | None:
    """Insert the batch as new; give nothing, and store nothing, where a row of it is not."""
    try:
        with conn.transaction():
            return cursor.execute(query("edge/insert_new")).rowcount
    except psycopg.errors.UniqueViolation:
        return None


def quarantine(conn: Connection, refusals: Sequence[tuple[UUID, Refused]]) -> int:
    """Put refusals into quarantine in one transaction and return how many were new.

    The id of a refusal is the same at every attempt.
    """
    columns = [[refusal_id for refusal_id, _refused in refusals]] + [
        [getattr(refused, name) for _refusal_id, refused in refusals] for name in _QUARANTINED
    ]
    with _batch(conn):
        row = conn.execute(query("edge/quarantine_refused"), columns).fetchone()
        conn.commit()
    return int(row[0]) if row is not None else 0


def copy_body(tag_ids: Mapping[str, UUID], readings: Iterable[Reading]) -> bytes:
    """Return a batch in PostgreSQL's binary COPY format.

    Notes
    -----
    Packed here rather than by the driver: every row has the same five fields, and a batch is
    complete before its first byte is sent, so that no half row ever reaches the server. This
    loop runs for every reading that leaves the box, hence its local names.
    """
    with_value, without_value, epoch = _WITH_VALUE.pack, _WITHOUT_VALUE.pack, _POSTGRES_EPOCH_US
    heads: dict[str, bytes] = {}
    parts = [_COPY_HEAD]
    add = parts.append
    for tag_name, observed_us, received_us, value, quality, _seq in readings:
        head = heads.get(tag_name)
        if head is None:
            head = heads[tag_name] = _ROW_HEAD.pack(_FIELDS, 16, tag_ids[tag_name].bytes)
        observed, received = observed_us - epoch, received_us - epoch
        if value is None:
            add(without_value(head, 8, observed, 8, received, _NULL, 8, quality))
        else:
            add(with_value(head, 8, observed, 8, received, 8, value, 8, quality))
    parts.append(_COPY_TAIL)
    return b"".join(parts)


def _quarantine_conflicts(
    conn: Connection, tag_ids: Mapping[str, UUID], readings: Sequence[Reading]
) -> int:
    tag_names, observed_us, received_us, values, qualities, _seqs = zip(*readings, strict=True)
    columns = (
        [tag_ids[tag_name] for tag_name in tag_names],
        list(map(instant, observed_us)),
        list(map(instant, received_us)),
        list(values),
        list(qualities),
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
        _roll_back(conn)
        raise _fault(error) from None
    except BaseException:
        _roll_back(conn)
        raise


# The view's check is not among them: it also fails where the key was revoked a moment ago.
_ROWS_TO_BLAME: Final = (psycopg.DataError, psycopg.IntegrityError)
_SPAN_REFUSED: Final = "22W01"
# Classes of SQLSTATE that speak of the connection, the login, the schema or the server's state.
_NEVER_OF_ROWS: Final = ("08", "25", "26", "28", "3D", "3F", "40", "42", "53", "55", "57", "58")


def _fault(error: psycopg.Error) -> WellflowError:
    """Return what a fault means to the batch: its rows, its size, or neither."""
    fault = as_wellflow(error, where="readings")
    if error.sqlstate == _SPAN_REFUSED:
        return SpanRefused(f"{fault.what}; {error.diag.message_hint}", where=fault.where)
    if isinstance(error, _ROWS_TO_BLAME):
        return RowsRefused(fault.what, where=fault.where)
    if isinstance(error, psycopg.errors.QueryCanceled):
        return BatchTooSlow(fault.what, where=fault.where, can_retry=True)
    state = error.sqlstate
    if state is not None and not state.startswith(_NEVER_OF_ROWS):
        return RowsSuspected(fault.what, where=fault.where)
    return fault


def _roll_back(conn: Connection) -> None:
    try:
        conn.rollback()
    except psycopg.Error:
        conn.close()
