"""What of a delivery may enter the spool as readings, and what goes to quarantine as it came.

Nothing is dropped and nothing is mended: a time that cannot be, a status code that is none, a
word that is no name leave the readings with all they carried. What a value is worth to its tag
was judged where it became a reading (`tag_value`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from catalog.enumerations import ENUMERATIONS
from domain.measurement.reading import Reading, Refused, microseconds
from ingest.source import Content

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
LATEST_AHEAD: Final = timedelta(hours=1)
LARGEST_QUALITY: Final = 0xFFFFFFFF

_EARLIEST_US: Final = microseconds(EARLIEST)
_AHEAD_US: Final = LATEST_AHEAD // timedelta(microseconds=1)
_REASONS: Final = frozenset(ENUMERATIONS["quarantine_reason"])
_REASON_OF: Final = {"missing_time": "implausible_time", "non_finite": "not_finite"}


def admit(readings: Sequence[Reading], refused: Sequence[Refused] = ()) -> Content:
    """Part readings from what must go to quarantine.

    Parameters
    ----------
    readings : sequence of Reading
        As a source gave them.
    refused : sequence of Refused
        What the source itself could not make a reading of.
    """
    admitted = Content([], [from_source(item) for item in refused])
    for reading in readings:
        admitted.add(_refusal(reading) or reading)
    return admitted


def from_source(refused: Refused) -> Refused:
    """Return what a source refused under a reason that the database knows."""
    reason = _REASON_OF.get(refused.reason, refused.reason)
    detail = refused.detail
    if reason not in _REASONS:
        reason, detail = "malformed", f"{refused.reason}: {detail}"
    quality = refused.quality
    return refused._replace(
        reason=reason,
        detail=storable(detail),
        tag_name=None if refused.tag_name is None else storable(refused.tag_name),
        raw=storable(refused.raw),
        quality=quality if quality is not None and _is_status_code(quality) else None,
    )


def storable(text: str) -> str:
    """Return text that both stores take: what UTF-8 or PostgreSQL cannot hold is escaped."""
    escaped = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return escaped.replace("\x00", "\\x00")


def _refusal(reading: Reading) -> Refused | None:
    tag_name, observed_us, received_us, _value, quality, _seq = reading
    if observed_us < _EARLIEST_US:
        what = f"{reading.observed_at} is before {EARLIEST:%Y}"
        return _refused(reading, "implausible_time", what)
    if observed_us > received_us + _AHEAD_US:
        what = f"{reading.observed_at} is ahead of its receipt, {reading.received_at}"
        return _refused(reading, "implausible_time", what)
    if not _is_status_code(quality):
        return _refused(reading, "malformed", f"quality {quality} is no OPC UA status code")
    if not _is_name(tag_name):
        return _refused(reading, "malformed", f"{tag_name!r} is no name of a tag")
    return None


def _refused(reading: Reading, reason: str, detail: str) -> Refused:
    return from_source(
        Refused(
            reason, detail, reading.tag_name, repr(reading.value), reading.received_at,
            reading.observed_at, reading.value, reading.quality,
        )
    )  # fmt: skip


def _is_status_code(quality: int) -> bool:
    return 0 <= quality <= LARGEST_QUALITY


@lru_cache(maxsize=65_536)
def _is_name(tag_name: str) -> bool:
    return bool(tag_name) and storable(tag_name) == tag_name
