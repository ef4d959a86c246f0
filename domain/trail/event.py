"""An event of the trail, its canonical text and its hash.

The text is what ``wellflow.event_text`` of the database says: a JSON list of typed fields, so that
no two events share one, whatever their fields hold. Times are UTC to the microsecond, as text; what
a row was and is stands as the text of its ``jsonb``.
"""

import hashlib
import json
from typing import Final, NamedTuple

FORM: Final = "trail/1"
BEFORE_THE_FIRST: Final = "0" * 64


class Event(NamedTuple):
    """One event as it is stored; every column is text but its place in the chain."""

    organization_id: str
    seq: int
    id: str
    at: str | None
    app_user_id: str | None
    actor: str | None
    session_id: str | None
    login: str | None
    from_address: str | None
    application: str | None
    kind: str | None
    subject: str | None
    before: str | None
    after: str | None
    previous_hash: str | None
    hash: str | None


def canonical_text(event: Event) -> str:
    """Return the text whose hash is the event's."""
    return json.dumps([FORM, *event[:-1]], ensure_ascii=False)


def hash_of(event: Event) -> str:
    """Return the SHA-256 of an event's canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_text(event).encode()).hexdigest()


def is_whole(event: Event) -> bool:
    """Return whether an event says what was chained."""
    return hash_of(event) == event.hash
