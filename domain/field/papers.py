"""Papers of the field: the hauler's run tickets and the tests of completions."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Ticket:
    """A sealed load, net standard."""

    id: UUID
    tank_id: UUID
    opened_at: datetime
    closed_at: datetime
    oil_nsv_bbl: Decimal


@dataclass(frozen=True, slots=True)
class WellTest:
    """An accepted test of a completion."""

    id: UUID
    completion_id: UUID
    tested_on: date
    oil_bbl_per_day: Decimal
    gas_mcf_per_day: Decimal
    water_bbl_per_day: Decimal
    choke: str | None
