"""An order under which a schedule acts in a person's stead, as the person signed it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """What a person lets a schedule do, from when until when, and whether it was taken back."""

    id: UUID
    act: str
    reason: str
    signed_by: UUID
    signed_at: datetime
    valid_from: date
    valid_until: date | None
    revoked_by: UUID | None
    revoked_at: datetime | None

    def is_in_force(self, day: date) -> bool:
        """Tell whether it may be acted under on a day, if its signer still may do the act."""
        is_begun = self.valid_from <= day
        is_over = self.valid_until is not None and self.valid_until < day
        return self.revoked_at is None and is_begun and not is_over


@dataclass(frozen=True, slots=True)
class OrderInForce:
    """The order an act is done under, as it is named where the act is told of."""

    order_id: UUID
    signed_by: UUID
    full_name: str
    signed_at: datetime
    valid_until: date | None

    def __str__(self) -> str:
        """Return it as a person reads it."""
        until = f", good until {self.valid_until}" if self.valid_until else ""
        return f"standing order of {self.full_name}, signed {self.signed_at:%Y-%m-%d}{until}"
