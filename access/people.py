"""A person who signed in: who, for whom, what the person may do, and the proof of it."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who signed in.

    The token is the proof: every transaction presents it, and the database believes nothing else.
    """

    app_user_id: UUID
    organization_id: UUID
    capabilities: frozenset[str]
    email: str = ""
    token: str = field(default="", repr=False)
    is_limited: bool = False
