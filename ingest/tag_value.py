"""What a device's number becomes as a reading of its tag: scaled, judged, never replaced."""

from datetime import datetime
from math import isfinite

from domain.quality import Quality, is_good, lowered
from domain.reading import Reading
from ingest.site_models import Tag


def tag_reading(
    tag: Tag,
    raw: float,
    *,
    observed_at: datetime,
    received_at: datetime,
    quality: int = int(Quality.GOOD),
) -> Reading:
    """Return a number of a device as a reading in the unit of its tag.

    Parameters
    ----------
    tag : Tag
        Its scale, offset and range.
    raw : float
        What the device gave, before scale and offset.
    observed_at, received_at : datetime
        Aware, UTC.
    quality : int
        What the device or protocol says of it; a good one is lowered when the number is not
        finite (sensor failure) or outside the range of the tag, as a wrong word order is.
    """
    value = raw * tag.scale + tag.offset
    return Reading(
        tag_name=tag.name,
        observed_at=observed_at,
        received_at=received_at,
        value=value,
        quality=_judged(tag, value, quality),
    )


def absent_reading(
    tag_name: str, *, observed_at: datetime, received_at: datetime, quality: int
) -> Reading:
    """Return the reading that says there is none: no value, and why by its quality."""
    return Reading(tag_name, observed_at, received_at, None, quality)


def is_in_range(tag: Tag, value: float) -> bool:
    """Return whether a value lies in the sane range of its tag, ends included."""
    above_low = tag.low is None or value >= tag.low
    return above_low and (tag.high is None or value <= tag.high)


def _judged(tag: Tag, value: float, quality: int) -> int:
    if not is_good(quality):
        return quality
    if not isfinite(value):
        return lowered(quality, Quality.BAD_SENSOR_FAILURE)
    return quality if is_in_range(tag, value) else lowered(quality, Quality.UNCERTAIN_OUT_OF_RANGE)
