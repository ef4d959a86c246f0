"""The rows of the spool: how a reading is written down, and how a damaged one is known.

Times are whole microseconds since 1970 in UTC. The checksum covers every field but the row
number, which the spool gives; a bit that flips on a worn card therefore never becomes a value.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from domain.reading import Reading

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FIELDS: Final = struct.Struct("<qqqBd")

ReadingRow = tuple[str, int, int, float | None, int, int]


class SpooledReading(NamedTuple):
    """A reading as the spool holds it; the `seq` orders rows for ever."""

    seq: int
    tag_name: str
    observed_us: int
    received_us: int
    value: float | None
    quality: int


class Rejection(NamedTuple):
    """Something that cannot be a reading, on its way to quarantine with all that is known."""

    reason: str
    detail: str
    tag_name: str | None
    raw: str
    received_at: datetime
    observed_at: datetime | None = None
    value: float | None = None
    quality: int | None = None


class SpooledRejection(NamedTuple):
    """A rejection as the spool holds it."""

    seq: int
    rejection: Rejection


class SpoolBatch(NamedTuple):
    """What one call of a sink made durable together: rows ready to be written."""

    readings: Sequence[ReadingRow]
    rejections: Sequence[tuple[str, int]] = ()
    device_name: str | None = None


def microseconds(instant: datetime) -> int:
    """Return an aware time as microseconds since 1970."""
    return (instant - EPOCH) // _MICROSECOND


def instant(microseconds_since_1970: int) -> datetime:
    """Return microseconds since 1970 as a time in UTC."""
    return EPOCH + timedelta(microseconds=microseconds_since_1970)


def checksum(
    tag: bytes, observed_us: int, received_us: int, value: float | None, quality: int
) -> int:
    """Return the CRC-32 of a reading's fields."""
    number = 0.0 if value is None else value
    fields = _FIELDS.pack(observed_us, received_us, quality, value is not None, number)
    return zlib.crc32(fields, zlib.crc32(tag))


def reading_rows(readings: Sequence[Reading]) -> list[ReadingRow]:
    """Return readings as rows of the spool, each with its checksum."""
    rows: list[ReadingRow] = []
    for tag_name, observed_at, received_at, value, quality in readings:
        observed_us, received_us = microseconds(observed_at), microseconds(received_at)
        number = None if value is None else float(value)
        crc = checksum(tag_name.encode(), observed_us, received_us, number, quality)
        rows.append((tag_name, observed_us, received_us, number, quality, crc))
    return rows


def read_rows(
    rows: Iterable[tuple[Any, ...]],
) -> tuple[list[SpooledReading], list[tuple[Any, ...]]]:
    """Return the readings of rows as they came from the disk, and the damaged rows.

    Notes
    -----
    A flipped bit may change the type of a field as well as its value; whatever does not give
    the checksum, or cannot be written down to compute one, is damaged. This loop runs for
    every reading that leaves the box, hence its local names.
    """
    pack, crc32, make = _FIELDS.pack, zlib.crc32, SpooledReading._make
    tags: dict[bytes, tuple[str, int]] = {}
    intact: list[SpooledReading] = []
    damaged: list[tuple[Any, ...]] = []
    for row in rows:
        seq, tag, observed_us, received_us, value, quality, crc = row
        try:
            known = tags.get(tag) or tags.setdefault(tag, _tag_and_crc(tag))
            number = 0.0 if value is None else value
            fields = pack(observed_us, received_us, quality, value is not None, number)
        except (AttributeError, TypeError, struct.error, OverflowError, UnicodeDecodeError):
            damaged.append(row)
            continue
        if crc32(fields, known[1]) == crc:
            intact.append(make((seq, known[0], observed_us, received_us, value, quality)))
        else:
            damaged.append(row)
    return intact, damaged


def _tag_and_crc(tag: bytes) -> tuple[str, int]:
    return tag.decode(), zlib.crc32(tag)


def rejection_row(rejection: Rejection) -> tuple[str, int]:
    """Return a rejection as a row of the spool: its body and the checksum of it."""
    fields: dict[str, Any] = rejection._asdict()
    for name in ("received_at", "observed_at"):
        if fields[name] is not None:
            fields[name] = fields[name].isoformat()
    body = json.dumps(fields)
    return body, zlib.crc32(body.encode())


def read_rejection(body: object, crc: object) -> Rejection | None:
    """Return the rejection of a row, or nothing where the row is damaged."""
    if not isinstance(body, bytes) or zlib.crc32(body) != crc:
        return None
    fields: Mapping[str, Any] = json.loads(body)
    times = {
        name: None if fields[name] is None else datetime.fromisoformat(fields[name])
        for name in ("received_at", "observed_at")
    }
    return Rejection(**{**fields, **times})
