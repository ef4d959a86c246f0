"""What a virtual operator owns: the layout from which field, devices and papers are made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Sale = Literal["truck", "lact"]


@dataclass(frozen=True, slots=True)
class CompanyPlan:
    """A company or person the operator deals with; `roles` are the flags of the master row.

    `address` is street, city, state and postal code. An operator has one, and a telephone: owners
    find both on their statements.
    """

    code: str
    name: str
    kind: str
    roles: tuple[str, ...]
    p5_operator_number: str | None = None
    address: tuple[str, str, str, str] | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """Someone who may act, and what for."""

    email: str
    full_name: str
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InterestPlan:
    """An owner's share before burdens are taken: of royalty, of an override, or of the cost."""

    owner: str
    interest_type: str
    share: Fraction
    pay_status: str = "pay"
    suspense_reason: str | None = None


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A lease with its reporting unit and property.

    `interests` are of 8/8ths, but working interests are shares of the cost and bear the others.
    """

    kind: Literal["oil_lease", "gas_id"]
    unit_number: str
    unit_name: str
    lease_number: str
    property_number: str
    lessor_name: str
    legal_description: str
    interests: tuple[InterestPlan, ...]
    commingling_permit: str | None = None


@dataclass(frozen=True, slots=True)
class WellPlan:
    """An oil well; rates are those at the start of the month."""

    well_name: str
    well_number: str
    unit_number: str
    facility_code: str
    oil_bbl_per_day: float
    gas_mcf_per_bbl: float
    water_bbl_per_bbl: float
    decline_per_year: float
    lift_method: str
    tubing_psig: float
    casing_psig: float
    first_production_on: date
    depth_ft: int
    latitude_deg: float
    longitude_deg: float

    @property
    def tag_stem(self) -> str:
        """The beginning of its tags' names."""
        return self.well_name.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class GasWellPlan:
    """A gas well with its own sales meter; it makes no condensate."""

    well_name: str
    well_number: str
    unit_number: str
    facility_code: str
    facility_name: str
    gas_mcf_per_day: float
    decline_per_year: float
    tubing_psig: float
    line_psig: float
    first_production_on: date
    depth_ft: int
    latitude_deg: float
    longitude_deg: float

    @property
    def tag_stem(self) -> str:
        """The beginning of its tags' names."""
        return self.well_name.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class BatteryPlan:
    """A tank battery: how many oil tanks, how it sells, what its oil is like."""

    facility_code: str
    name: str
    stem: str
    sale: Sale
    oil_tanks: int
    tank_bbl: int
    tank_height_in: float
    bbl_per_in: float
    api_gravity_60f: float
    bsw_pct: float
    units: tuple[str, ...]
    has_water_tank: bool
    fuel_mcf_per_day: float
    word_order: Literal["big", "little"]
    lact_meter_factor: float = 1.0
    lact_start_bbl: float = 0.0

    def tank_names(self) -> list[str]:
        """Return the names of its oil tanks."""
        return [f"{self.name} TK-{number}" for number in range(1, self.oil_tanks + 1)]


@dataclass(frozen=True, slots=True)
class OrganizationPlan:
    """One tenant of the simulation."""

    slug: str
    name: str
    operator: str
    collector: str
    field_code: str
    field_name: str
    basin: str
    county: str
    county_code: str
    district: str
    oil_purchaser: str
    gas_purchaser: str
    hauler: str
    oil_price_usd_per_bbl: Decimal
    gas_price_usd_per_mcf: Decimal
    companies: Sequence[CompanyPlan]
    people: Sequence[PersonPlan]
    units: Sequence[UnitPlan]
    wells: Sequence[WellPlan]
    gas_wells: Sequence[GasWellPlan]
    batteries: Sequence[BatteryPlan]
    has_dead_device: bool = False
    sick_well: str | None = None
    wells_by: Literal["opcua", "mqtt"] = "opcua"

    def unit(self, unit_number: str) -> UnitPlan:
        """Return a unit by its number."""
        return next(unit for unit in self.units if unit.unit_number == unit_number)

    def wells_of(self, facility_code: str) -> list[WellPlan]:
        """Return the oil wells that flow to a battery."""
        return [well for well in self.wells if well.facility_code == facility_code]
