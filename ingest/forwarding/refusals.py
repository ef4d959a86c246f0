"""What goes to the database's quarantine, made from what the spool holds.

The id of a refusal follows from what it says, so that a second attempt adds nothing. Its words
are fixed: a release must not tell anew what the one before it has told already.
"""

from typing import Final
from uuid import UUID

from domain.measurement.reading import Reading, Refused
from storage.identity import stable_id

_SAID: Final = (
    "reason", "detail", "tag_name", "raw", "received_at", "observed_at", "value", "quality",
)  # fmt: skip


def of_refused(refused: Refused) -> tuple[UUID, Refused]:
    """Return something that never was a reading, as quarantine keeps it, and its id."""
    said = ", ".join(f"{name}={getattr(refused, name)!r}" for name in _SAID)
    refusal_id = stable_id("refused", str(refused.seq), f"Rejection({said})")
    detail = f"{refused.detail}; as it came: {refused.raw}"
    return refusal_id, refused._replace(detail=detail)


def of_reading(reading: Reading, reason: str, error: str) -> tuple[UUID, Refused]:
    """Return a reading that the database would not take, as quarantine keeps it, and its id."""
    refused = Refused(
        reason, error, reading.tag_name, repr(reading.value), reading.received_at,
        reading.observed_at, reading.value, reading.quality,
    )  # fmt: skip
    return stable_id("reading", reason, *map(repr, reading[:5])), refused
