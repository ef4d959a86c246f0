"""A value as OPC UA carries it, turned into a reading of its tag or refused."""

from datetime import UTC, datetime
from typing import Final

from asyncua import ua

from domain.measurement.quality import Quality, is_bad
from domain.measurement.reading import Reading, Refused
from ingest.protocols.opcua.site import OpcuaTag
from ingest.tag_value import absent_reading, tag_reading

# Servers write "no time" as the epoch of OPC UA, 1601-01-01.
_NO_TIME: Final = datetime(1601, 1, 2, tzinfo=UTC)


def value_reading(tag: OpcuaTag, data: ua.DataValue, received_at: datetime) -> Reading | Refused:
    """Return what a server says of a node as a reading of its tag.

    Parameters
    ----------
    tag : OpcuaTag
        The tag of the node.
    data : ua.DataValue
        Value, status and times; the source's time wins over the server's and ours.
    received_at : datetime
        When it came, UTC.

    Returns
    -------
    Reading or Refused
        A bad status gives a reading without value and with that code; a value that is no
        number is refused.
    """
    quality = status_of(data)
    observed_at = _observed_at(data, received_at)
    if is_bad(quality):
        return absent_reading(tag, quality, observed_at=observed_at, received_at=received_at)
    value = None if data.Value is None else data.Value.Value
    if not isinstance(value, (bool, int, float)):
        return Refused("non_numeric", f"{tag.node} is no number", tag.name, repr(value)[:4096],
                       received_at)  # fmt: skip
    return tag_reading(
        tag, float(value), observed_at=observed_at, received_at=received_at, quality=quality
    )


def status_of(data: ua.DataValue) -> int:
    """Return the status code of a value; none given means good."""
    return int(Quality.GOOD) if data.StatusCode is None else int(data.StatusCode.value)


def _observed_at(data: ua.DataValue, received_at: datetime) -> datetime:
    instants: tuple[datetime | None, ...] = (data.SourceTimestamp, data.ServerTimestamp)
    for instant in instants:
        if instant is not None:
            aware = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant
            if aware > _NO_TIME:
                return aware.astimezone(UTC)
    return received_at
