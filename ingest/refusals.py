"""What goes to the database's quarantine, made from what the spool holds.

The id of a refusal follows from what it says, so that a second attempt adds nothing.
"""

from ingest.spool_rows import SpooledReading, SpooledRejection, instant
from storage.edge import EdgeRefusal
from storage.identity import stable_id


def of_rejection(item: SpooledRejection) -> EdgeRefusal:
    """Return the refusal of something that never was a reading."""
    rejection = item.rejection
    return EdgeRefusal(
        refusal_id=stable_id("refused", str(item.seq), repr(rejection)),
        reason=rejection.reason,
        detail=f"{rejection.detail}; as it came: {rejection.raw}",
        tag_name=rejection.tag_name,
        observed_at=rejection.observed_at,
        received_at=rejection.received_at,
        value=rejection.value,
        quality=rejection.quality,
    )


def of_reading(reading: SpooledReading, reason: str, error: str) -> EdgeRefusal:
    """Return the refusal of a reading that the database would not take."""
    return EdgeRefusal(
        refusal_id=stable_id("reading", reason, *map(repr, reading[1:])),
        reason=reason,
        detail=error,
        tag_name=reading.tag_name,
        observed_at=instant(reading.observed_us),
        received_at=instant(reading.received_us),
        value=reading.value,
        quality=reading.quality,
    )
