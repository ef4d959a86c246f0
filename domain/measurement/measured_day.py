"""The figure of one measuring point for one production day, as it is kept."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MeasuredDay:
    """What one measuring point gave on one production day."""

    produced_on: date
    quantity: str
    meter_id: UUID | None
    tank_id: UUID | None
    completion_id: UUID | None
    amount: Decimal | None
    unit: str
    amount_native: Decimal | None
    native_unit: str
    method: str
    volume_basis: str
    hours_in_day: Decimal
    flags: list[str]
    input_hash: str
