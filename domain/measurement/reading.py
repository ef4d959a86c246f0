"""One reading of one tag, the same record from its source to the database, and what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """Return an aware time as whole microseconds since 1970."""
    return (instant - _EPOCH) // _MICROSECOND


def instant(microseconds_since_1970: int) -> datetime:
    """Return microseconds since 1970 as a time in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds_since_1970)


class Reading(NamedTuple):
    """What a tag was at an instant; `value` is empty when the read failed.

    `observed_us` is the device's time where it gives one, else the collector's; both times are
    in microseconds since 1970, UTC, as the spool and the database count them. `quality` is an
    OPC UA status code. `seq` is the number that the spool gives, which orders its rows for ever.
    """

    tag_name: str
    observed_us: int
    received_us: int
    value: float | None
    quality: int
    seq: int = 0

    @classmethod
    def at(
        cls,
        tag_name: str,
        observed_at: datetime,
        received_at: datetime,
        value: float | None,
        quality: int,
    ) -> "Reading":
        """Return a reading at aware times."""
        observed_us, received_us = microseconds(observed_at), microseconds(received_at)
        return cls(tag_name, observed_us, received_us, value, quality)

    @property
    def observed_at(self) -> datetime:
        """When it was so, in UTC."""
        return instant(self.observed_us)

    @property
    def received_at(self) -> datetime:
        """When the collector got it, in UTC."""
        return instant(self.received_us)


class Refused(NamedTuple):
    """Something that cannot be a reading; it goes to quarantine as it came, with what is known.

    `seq` is the number that the spool gives.
    """

    reason: str
    detail: str
    tag_name: str | None
    raw: str
    received_at: datetime
    observed_at: datetime | None = None
    value: float | None = None
    quality: int | None = None
    seq: int = 0
