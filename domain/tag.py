"""Tags of devices as they are registered, and their dated bindings to what they measure."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

# What the stored readings of a tag mean; neither ever changes under them.
MEANING_OF_READINGS: Final = ("kind", "unit")


@dataclass(frozen=True, slots=True)
class RegisteredTag:
    """One signal of a device; its limits and its deadband are in its own unit."""

    id: UUID
    tag_name: str
    collector_name: str
    device_name: str
    protocol: str
    kind: str
    unit: str
    description: str | None
    low_limit: float | None
    high_limit: float | None
    rollover_at: float | None
    deadband: float
    max_rate_per_hour: float | None
    hold_max_s: int


@dataclass(frozen=True, slots=True)
class TagBinding:
    """One binding of a tag to a meter, a tank or a completion; it holds while it has no end."""

    id: UUID
    tag_id: UUID
    role: str
    meter_id: UUID | None
    tank_id: UUID | None
    completion_id: UUID | None
    scale: Decimal
    register: str | None
    effective_from: datetime
    effective_to: datetime | None

    def is_of_the_same(self, other: "TagBinding") -> bool:
        """Return whether both say the same about the same point, whenever they hold."""
        then = replace(other, id=self.id, effective_from=self.effective_from)
        return replace(then, effective_to=self.effective_to) == self


@dataclass(frozen=True, slots=True)
class Rival:
    """Two tags of one kind that are bound to the same flow at the same time."""

    tag_name: str
    other_tag_name: str
    role: str
    point_name: str
    since: datetime
