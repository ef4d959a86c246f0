"""What a production month is made of, as it was read: days summed up, batteries, outlets, sales."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit held in the month."""

    id: UUID
    state_jurisdiction: str
    kind: str
    district: str
    unit_number: str
    unit_name: str
    field_name: str
    permit: str
    operator_id: UUID

    @property
    def label(self) -> str:
        """The unit as a person knows it."""
        return f"{self.district}-{self.unit_number} {self.unit_name}".rstrip()

    @property
    def liquid(self) -> str:
        """What its liquid is called: condensate on a gas unit, else oil."""
        return "condensate" if self.kind == "gas_id" else "oil"


@dataclass(frozen=True, slots=True)
class CompletionSum:
    """A completion's allocated days of a month, within one reporting unit or none."""

    completion_id: UUID
    completion_name: str
    reporting_unit_id: UUID | None
    oil_bbl: Decimal | None
    gas_mcf: Decimal | None
    water_bbl: Decimal | None
    condensate_bbl: Decimal | None
    injection_bbl: Decimal | None
    oil_native: Decimal | None
    gas_native: Decimal | None
    water_native: Decimal | None
    injection_native: Decimal | None
    native_liquid_unit: str
    native_gas_unit: str
    has_mixed_units: bool
    hours_on: Decimal | None
    days_reported: int
    has_negative: bool | None
    has_estimate: bool
    days_hash: str

    @property
    def liquid_bbl(self) -> Decimal | None:
        """Oil and condensate together [bbl]; empty where neither was reported."""
        if self.oil_bbl is None:
            return self.condensate_bbl
        return self.oil_bbl + (self.condensate_bbl or Decimal(0))


@dataclass(frozen=True, slots=True)
class BatteryMonth:
    """A battery's stock at both ends of a month and what left it, net standard [bbl]."""

    facility_id: UUID
    facility_code: str
    reporting_unit_id: UUID | None
    opening_bbl: Decimal
    closing_bbl: Decimal
    hauled_bbl: Decimal
    piped_bbl: Decimal
    produced_bbl: Decimal
    n_days: int


@dataclass(frozen=True, slots=True)
class TicketedVolume:
    """Oil that left a battery on tickets of one kind other than truck [bbl]."""

    facility_id: UUID
    kind: str
    volume_bbl: Decimal
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class GasOutlet:
    """Gas through one meter of a facility in the month [mcf]."""

    facility_id: UUID
    facility_code: str
    reporting_unit_id: UUID | None
    meter_id: UUID
    meter_name: str
    use: str
    volume_mcf: Decimal


@dataclass(frozen=True, slots=True)
class UnitFlow:
    """What a reporting unit's completions were allocated at a facility."""

    facility_id: UUID
    reporting_unit_id: UUID
    phase: str
    volume: Decimal


@dataclass(frozen=True, slots=True)
class SettledSale:
    """What statements say a unit sold under one kind, gas at one pressure base."""

    reporting_unit_id: UUID
    phase: str
    kind: str | None
    unit: str
    volume: Decimal
    statement_numbers: list[str]
    pressure_base_psia: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ClosingStock:
    """Stock of a unit at the end of a month, and whether that month is closed [bbl]."""

    reporting_unit_id: UUID
    volume: Decimal
    is_filed: bool
