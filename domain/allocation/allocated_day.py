"""What one completion was given on one production day, as the books keep it, and its hash."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.made_from.canonical import fingerprint

FORM: Final = "allocated_day/1"
# Fields of form 1; another field of the record is none of this form.
_WRITTEN_DOWN: Final = (
    "completion_id", "produced_on", "oil_bbl", "gas_mcf", "water_bbl", "condensate_bbl",
    "injection_bbl", "oil_native", "gas_native", "water_native", "injection_native",
    "native_liquid_unit", "native_gas_unit", "theoretical_oil_bbl", "theoretical_gas_mcf",
    "theoretical_water_bbl", "oil_factor", "gas_factor", "water_factor", "well_test_id",
    "hours_on", "hours_in_day", "choke", "tubing_pressure_psig", "casing_pressure_psig",
    "line_pressure_psig", "temperature_degf", "gas_oil_ratio_scf_per_bbl",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AllocatedDay:
    """What one completion was given on one production day."""

    completion_id: UUID
    produced_on: date
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
    theoretical_oil_bbl: Decimal | None
    theoretical_gas_mcf: Decimal | None
    theoretical_water_bbl: Decimal | None
    oil_factor: Decimal | None
    gas_factor: Decimal | None
    water_factor: Decimal | None
    well_test_id: UUID | None
    hours_on: Decimal | None
    hours_in_day: Decimal
    choke: str | None
    tubing_pressure_psig: Decimal | None
    casing_pressure_psig: Decimal | None
    line_pressure_psig: Decimal | None
    temperature_degf: Decimal | None
    gas_oil_ratio_scf_per_bbl: Decimal | None
    is_estimated: bool
    allocation_method: str
    flags: list[str]
    input_hash: str = ""

    def made_from(self, hashes: Sequence[str]) -> "AllocatedDay":
        """Return the same day with the hash of its figures and of what they were made from."""
        figures = {name: getattr(self, name) for name in _WRITTEN_DOWN}
        return replace(self, input_hash=fingerprint(FORM, row=figures, made_from=hashes))
