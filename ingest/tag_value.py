"""What a device's number becomes as a reading of its tag: scaled, judged once, never replaced.

Every reading of a source is made here, and only here is a value held against its tag.
"""

from collections.abc import Iterable
from datetime import datetime
from math import isfinite
from typing import Final

from domain.measurement.quality import Quality, is_good, lowered
from domain.measurement.reading import Reading, Refused
from ingest.site.tables import Tag

NOT_FINITE: Final = "not_finite"


def tag_reading(
    tag: Tag,
    raw: float,
    *,
    observed_at: datetime,
    received_at: datetime,
    quality: int = int(Quality.GOOD),
) -> Reading | Refused:
    """Return a number of a device as a reading in the unit of its tag.

    Parameters
    ----------
    tag : Tag
        Its scale, offset and range.
    raw : float
        What the device gave, before scale and offset.
    observed_at, received_at : datetime
        When it was so, and when it came.
    quality : int
        What the device or protocol says of it; a good one is lowered when the number is not
        finite (sensor failure) or outside the range of the tag, as a wrong word order is.

    Returns
    -------
    Reading or Refused
        A number that is not finite is refused, since no account can use it and no spool can hold
        it; so is a time without a zone.
    """
    value = raw * tag.scale + tag.offset
    if not isfinite(value):
        worth = lowered(quality, Quality.BAD_SENSOR_FAILURE) if is_good(quality) else quality
        return Refused(
            NOT_FINITE, f"value {value} is no number", tag.name, repr(value), received_at,
            observed_at, quality=worth,
        )  # fmt: skip
    if observed_at.tzinfo is None:
        return Refused(
            "implausible_time", f"{observed_at} has no time zone", tag.name, repr(value),
            received_at, value=value, quality=quality,
        )  # fmt: skip
    if is_good(quality) and not _is_in_range(tag, value):
        quality = lowered(quality, Quality.UNCERTAIN_OUT_OF_RANGE)
    return Reading.at(tag.name, observed_at, received_at, value, quality)


def absent_reading(
    tag: Tag, quality: int, *, observed_at: datetime, received_at: datetime
) -> Reading:
    """Return the reading that says there is none: no value, and why by its quality."""
    return Reading.at(tag.name, observed_at, received_at, None, quality)


def absent_readings(tags: Iterable[Tag], quality: int, at: datetime) -> list[Reading]:
    """Return for each tag that nobody knows its value at an instant of the collector's clock."""
    return [absent_reading(tag, quality, observed_at=at, received_at=at) for tag in tags]


def _is_in_range(tag: Tag, value: float) -> bool:
    """Return whether a value lies in the sane range of its tag, ends included."""
    above_low = tag.low is None or value >= tag.low
    return above_low and (tag.high is None or value <= tag.high)
