"""One reading of one tag, as it travels from a source to the store."""

from datetime import datetime
from typing import NamedTuple


class Reading(NamedTuple):
    """What a tag was at an instant; `value` is empty when the read failed.

    `observed_at` is the device's time where it gives one, else the collector's; both times are
    aware and in UTC. `quality` is an OPC UA status code.
    """

    tag_name: str
    observed_at: datetime
    received_at: datetime
    value: float | None
    quality: int


class Refused(NamedTuple):
    """Something a source got that cannot be a reading; it goes to quarantine as it came."""

    reason: str
    detail: str
    tag_name: str | None
    raw: str
    received_at: datetime
