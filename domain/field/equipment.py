"""Meters, tanks with their strapping, completions, and the facilities they stand at."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter."""

    id: UUID
    meter_name: str
    facility_id: UUID | None
    product: str
    kind: str
    use: str
    truth_owner: str
    meter_factor: Decimal
    pressure_base_psia: Decimal | None


@dataclass(frozen=True, slots=True)
class Tank:
    """A tank and the liquid it holds."""

    id: UUID
    tank_name: str
    facility_id: UUID
    product: str
    height_in: Decimal
    api_gravity_60f: Decimal | None
    bsw_pct: Decimal


@dataclass(frozen=True, slots=True)
class StrappedLevel:
    """Observed volume of a tank at one gauge, by a dated table."""

    tank_id: UUID
    effective_from: date
    level_in: Decimal
    volume_bbl: Decimal


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion and the product it is drilled for."""

    id: UUID
    completion_name: str
    main_product: str


@dataclass(frozen=True, slots=True)
class Facility:
    """A battery, well pad or plant, where completions flow to and volumes are measured."""

    id: UUID
    facility_name: str
    allocation_method: str
