"""The rows of the spool: how a reading is written down, and how a damaged one is known.

Times are whole microseconds since 1970 in UTC. The checksum covers every field but the row
number, which the spool gives; a bit that flips on a worn card therefore never becomes a value.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from domain.measurement.reading import Reading, Refused
from ingest.spool.device_quality import Judged, judged

_FIELDS: Final = struct.Struct("<qqqBd")
# What the body of a refusal holds; another member needs a new version of the spool's file.
_SAID: Final = (
    "reason", "detail", "tag_name", "raw", "received_at", "observed_at", "value", "quality",
)  # fmt: skip

ReadingRow = tuple[str, int, int, float | None, int, int]
"""A reading without a number, and its checksum, as the spool's insert takes them."""


class SpoolBatch(NamedTuple):
    """What one call of a sink makes durable together: rows ready to be written, and their count."""

    readings: Sequence[ReadingRow]
    refused: Sequence[tuple[str, int]]
    worth: Judged
    device_name: str | None = None


def spool_batch(
    readings: Sequence[Reading], refused: Sequence[Refused] = (), device_name: str | None = None
) -> SpoolBatch:
    """Make readings, and what is refused, ready to be written."""
    rejected = [refused_row(item) for item in refused]
    return SpoolBatch(reading_rows(readings), rejected, judged(readings), device_name)


def checksum(
    tag: bytes, observed_us: int, received_us: int, value: float | None, quality: int
) -> int:
    """Return the CRC-32 of a reading's fields."""
    number = 0.0 if value is None else value
    fields = _FIELDS.pack(observed_us, received_us, quality, value is not None, number)
    return zlib.crc32(fields, zlib.crc32(tag))


def reading_rows(readings: Iterable[Reading]) -> list[ReadingRow]:
    """Return readings as rows of the spool, each with its checksum."""
    rows: list[ReadingRow] = []
    for tag_name, observed_us, received_us, value, quality, _seq in readings:
        crc = checksum(tag_name.encode(), observed_us, received_us, value, quality)
        rows.append((tag_name, observed_us, received_us, value, quality, crc))
    return rows


def read_rows(
    rows: Iterable[tuple[Any, ...]],
) -> tuple[list[Reading], list[tuple[Any, ...]]]:
    """Return the readings of rows as they came from the disk, and the damaged rows.

    Notes
    -----
    A flipped bit may change the type of a field as well as its value; whatever does not give
    the checksum, or cannot be written down to compute one, is damaged. This loop runs for
    every reading that leaves the box, hence its local names.
    """
    pack, crc32, make = _FIELDS.pack, zlib.crc32, Reading._make
    tags: dict[bytes, tuple[str, int]] = {}
    intact: list[Reading] = []
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
            intact.append(make((known[0], observed_us, received_us, value, quality, seq)))
        else:
            damaged.append(row)
    return intact, damaged


def _tag_and_crc(tag: bytes) -> tuple[str, int]:
    return tag.decode(), zlib.crc32(tag)


def refused_row(refused: Refused) -> tuple[str, int]:
    """Return what is refused as a row of the spool: its body and the checksum of it."""
    fields: dict[str, Any] = {name: getattr(refused, name) for name in _SAID}
    for name in ("received_at", "observed_at"):
        if fields[name] is not None:
            fields[name] = fields[name].isoformat()
    body = json.dumps(fields)
    return body, zlib.crc32(body.encode())


def read_refused(seq: int, body: object, crc: object) -> Refused | None:
    """Return what a row says was refused, or nothing where the row is damaged."""
    if not isinstance(body, bytes) or zlib.crc32(body) != crc:
        return None
    fields: Mapping[str, Any] = json.loads(body)
    times = {
        name: None if fields[name] is None else datetime.fromisoformat(fields[name])
        for name in ("received_at", "observed_at")
    }
    return Refused(**{**fields, **times}, seq=seq)
