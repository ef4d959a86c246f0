"""What may enter the spool as a reading, and what goes to quarantine as it came.

Nothing is dropped and nothing is mended: a number that is none, a time that cannot be, a word
that is no name leave the readings with all they carried; a number outside its sane range stays
a reading, with its raw value and a quality that says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Final, NamedTuple

from catalog.enumerations import ENUMERATIONS
from domain.quality import Quality, is_good, lowered
from domain.reading import Reading, Refused
from ingest.site_models import Site, Tag
from ingest.spool_rows import Rejection

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
LATEST_AHEAD: Final = timedelta(hours=1)
LARGEST_QUALITY: Final = 0xFFFFFFFF

_REASONS: Final = frozenset(ENUMERATIONS["quarantine_reason"])
_REASON_OF: Final = {"missing_time": "implausible_time", "non_finite": "not_finite"}


class Admitted(NamedTuple):
    """What came of one delivery of a source."""

    readings: list[Reading]
    rejections: list[Rejection]


class Limits(NamedTuple):
    """The sane range of a tag, in its unit."""

    low: float | None
    high: float | None


class Admission:
    """Judges readings by the site's tags."""

    def __init__(self, limits: Mapping[str, Limits]) -> None:
        self._limits = limits

    @classmethod
    def of_site(cls, site: Site) -> "Admission":
        """Return the admission for the tags of a site."""
        return cls.of_tags(site.tags)

    @classmethod
    def of_tags(cls, tags: Iterable[Tag]) -> "Admission":
        """Return the admission for some tags."""
        return cls({tag.name: Limits(tag.low, tag.high) for tag in tags})

    def admit(self, readings: Sequence[Reading], refused: Sequence[Refused] = ()) -> Admitted:
        """Part readings from what must go to quarantine.

        Parameters
        ----------
        readings : sequence of Reading
            As a source gave them.
        refused : sequence of Refused
            What the source itself could not make a reading of.
        """
        admitted = Admitted([], [from_source(item) for item in refused])
        for reading in readings:
            rejection = _rejection(reading)
            if rejection is None:
                admitted.readings.append(self._judged(reading))
            else:
                admitted.rejections.append(rejection)
        return admitted

    def _judged(self, reading: Reading) -> Reading:
        limits = self._limits.get(reading.tag_name)
        value = reading.value
        if limits is None or value is None or not is_good(reading.quality):
            return reading
        below = limits.low is not None and value < limits.low
        above = limits.high is not None and value > limits.high
        if below or above:
            quality = lowered(reading.quality, Quality.UNCERTAIN_OUT_OF_RANGE)
            return reading._replace(quality=quality)
        return reading


def from_source(refused: Refused) -> Rejection:
    """Return what a source refused under a reason that the database knows."""
    reason = _REASON_OF.get(refused.reason, refused.reason)
    detail = refused.detail
    if reason not in _REASONS:
        reason, detail = "malformed", f"{refused.reason}: {detail}"
    return Rejection(
        reason, storable(detail), _name(refused.tag_name), storable(refused.raw),
        refused.received_at,
    )  # fmt: skip


def storable(text: str) -> str:
    """Return text that both stores take: what UTF-8 or PostgreSQL cannot hold is escaped."""
    escaped = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return escaped.replace("\x00", "\\x00")


def _name(tag_name: str | None) -> str | None:
    return None if tag_name is None else storable(tag_name)


def _rejection(reading: Reading) -> Rejection | None:
    tag_name, observed_at, received_at, value, quality = reading
    if value is not None and not isfinite(value):
        return _rejected(reading, "not_finite", f"value {value} is no number")
    if observed_at.tzinfo is None:
        return _rejected(reading, "implausible_time", f"{observed_at} has no time zone")
    if observed_at < EARLIEST:
        return _rejected(reading, "implausible_time", f"{observed_at} is before {EARLIEST:%Y}")
    if observed_at > received_at + LATEST_AHEAD:
        return _rejected(
            reading, "implausible_time", f"{observed_at} is ahead of its receipt, {received_at}"
        )
    if not 0 <= quality <= LARGEST_QUALITY:
        return _rejected(reading, "malformed", f"quality {quality} is no OPC UA status code")
    if not tag_name or storable(tag_name) != tag_name:
        return _rejected(reading, "malformed", f"{tag_name!r} is no name of a tag")
    return None


def _rejected(reading: Reading, reason: str, detail: str) -> Rejection:
    tag_name, observed_at, received_at, value, quality = reading
    is_number = value is not None and isfinite(value)
    return Rejection(
        reason=reason,
        detail=storable(detail),
        tag_name=_name(tag_name),
        raw=repr(value),
        received_at=received_at,
        observed_at=observed_at if observed_at.tzinfo is not None else None,
        value=value if is_number else None,
        quality=quality if 0 <= quality <= LARGEST_QUALITY else None,
    )
