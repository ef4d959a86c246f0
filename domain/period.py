"""A production month and its state: open, closing, closed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Period:
    """One production month; `version` is the version last closed."""

    month: date
    state: str
    version: int
    closed_by: UUID | None
    closed_at: datetime | None
    proposed_at: datetime | None
    input_hash: str | None
    run_id: UUID | None
    inputs_changed_at: datetime | None = None
    closed_under: UUID | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the month refuses change."""
        return self.state == "closed"

    @property
    def open_version(self) -> int:
        """Version that a draft of the month carries and that a close would make."""
        return self.version + 1


def untouched(month: date) -> Period:
    """Return the state of a month that nobody has worked on: open at version 0."""
    return Period(month, "open", 0, None, None, None, None, None)
