"""Which tag tells about which measuring point, and since when."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Binding:
    """A tag and the measuring point it tells about, for a span of time."""

    tag_id: UUID
    tag_name: str
    kind: str
    unit: str
    rollover_at: float | None
    deadband: float
    max_rate_per_hour: float | None
    hold_max_s: int
    role: str
    meter_id: UUID | None
    tank_id: UUID | None
    completion_id: UUID | None
    scale: Decimal
    effective_from: datetime
    effective_to: datetime | None

    @property
    def point_id(self) -> UUID:
        """The one meter, tank or completion that the binding names."""
        point_id = self.meter_id or self.tank_id or self.completion_id
        if point_id is None:  # the table's check makes this impossible
            raise LookupError(f"binding of {self.tag_name} names no measuring point")
        return point_id
