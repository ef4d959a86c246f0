"""What goes to the database's quarantine, made from what the spool holds.

The id of a refusal follows from what it says, so that a second attempt adds nothing. Its words
are fixed: a release must not tell anew what the one before it has told already. Texts are cut after
that: the database takes no more than so much at once, and nothing may get stuck on its way there.
"""

from typing import Final
from uuid import UUID

from domain.measurement.reading import Reading, Refused
from storage.identity import stable_id

LONGEST_DETAIL: Final = 4_000
LONGEST_NAME: Final = 400
_SAID: Final = (
    "reason", "detail", "tag_name", "raw", "received_at", "observed_at", "value", "quality",
)  # fmt: skip


def of_refused(refused: Refused) -> tuple[UUID, Refused]:
    """Return something that never was a reading, as quarantine keeps it, and its id."""
    said = ", ".join(f"{name}={getattr(refused, name)!r}" for name in _SAID)
    refusal_id = stable_id("refused", str(refused.seq), f"Rejection({said})")
    return refusal_id, _cut(refused._replace(detail=f"{refused.detail}; as it came: {refused.raw}"))


def of_reading(reading: Reading, reason: str, error: str) -> tuple[UUID, Refused]:
    """Return a reading that the database would not take, as quarantine keeps it, and its id."""
    refused = Refused(
        reason, error, reading.tag_name, repr(reading.value), reading.received_at,
        reading.observed_at, reading.value, reading.quality,
    )  # fmt: skip
    return stable_id("reading", reason, *map(repr, reading[:5])), _cut(refused)


def _cut(refused: Refused) -> Refused:
    """Shorten what would not fit through the counter; an end says how long it was."""
    return refused._replace(
        detail=refused.detail and shortened(refused.detail, LONGEST_DETAIL),
        tag_name=refused.tag_name and shortened(refused.tag_name, LONGEST_NAME),
    )


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters, and say at its end what was left out."""
    if len(text) <= most:
        return text
    ending = f" ... ({len(text)} characters)"
    return text[: most - len(ending)] + ending
