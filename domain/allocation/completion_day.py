"""One completion's day while it is being allocated."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.allocation.allocated_day import AllocatedDay
from domain.allocation.methods import OWN_INSTRUMENT
from domain.allocation.proportional import allocation_factor
from domain.allocation.theoretical import HoursOn, is_stale_test
from domain.allocation.wellhead import Wellhead
from domain.calendar import ProductionDay
from domain.field.papers import WellTest
from domain.numbers.rounding import round_volume

_UNITS: Final = {"gas": "mcf"}
_ZERO: Final = Decimal(0)
_LOWEST_FACTOR: Final = Decimal("0.8")
_HIGHEST_FACTOR: Final = Decimal("1.2")
_WIDEST_COLUMN: Final = Decimal(10) ** 9


def books_unit(product: str) -> str:
    """Return the unit the books keep a product in."""
    return _UNITS.get(product, "bbl")


@dataclass(slots=True)
class CompletionDay:
    """What one completion is given on one day, by product."""

    completion_id: UUID
    name: str
    day: ProductionDay
    hours: HoursOn
    test: WellTest | None
    shown: Wellhead
    volumes: dict[str, Decimal | None] = field(default_factory=dict)
    natives: dict[str, tuple[Decimal | None, str]] = field(default_factory=dict)
    theoreticals: dict[str, Decimal] = field(default_factory=dict)
    factors: dict[str, Decimal | None] = field(default_factory=dict)
    flags: dict[str, None] = field(default_factory=dict)
    hashes: list[str] = field(default_factory=list)
    methods: dict[str, None] = field(default_factory=dict)
    is_estimated: bool = False
    used_test: bool = False

    def flag(self, *flags: str) -> None:
        """Note what a person should look at."""
        self.flags.update(dict.fromkeys(flags))

    def pass_through(
        self, product: str, amount: Decimal | None, native: Decimal | None, native_unit: str
    ) -> None:
        """Take over a volume that the completion's own instrument measured."""
        self.volumes[product] = amount
        unit = books_unit(product) if native_unit == "none" else native_unit
        self.natives[product] = (native, unit)

    def shared_by(self, method: str) -> None:
        """Note the method by which a facility's volume is shared to it."""
        self.methods[method] = None

    def take_share(self, product: str, amount: Decimal | None) -> None:
        """Take a share of a battery's volume; its native unit is the books' own.

        Oil and condensate of a gas unit may come from two batteries: their shares add up.
        """
        earlier = self.volumes.get(product)
        total = amount if earlier is None else earlier + (amount or _ZERO)
        self.volumes[product] = total
        self.natives[product] = (total, books_unit(product))

    def expect(self, product: str, volume: Decimal, measured: Decimal, total: Decimal) -> None:
        """Note the theoretical volume and the battery's factor; flag a factor out of band."""
        kind = "oil" if product == "condensate" else product
        self.theoreticals[kind] = volume
        factor = allocation_factor(measured, total)
        self.factors[kind] = factor if factor is None or abs(factor) < _WIDEST_COLUMN else None
        if factor is not None and not _LOWEST_FACTOR <= factor <= _HIGHEST_FACTOR:
            self.flag(f"{kind}_factor_out_of_band")

    def use_test(self) -> None:
        """Note that a share goes by test and hours; flag assumed hours and a test that is old."""
        self.used_test = True
        if self.hours.is_assumed:
            self.flag("hours_assumed")
        if self.test is None or self.hours.used == 0:
            return
        if is_stale_test(self.test.tested_on, self.day.produced_on):
            self.flag("stale_test")

    def allocated_day(self) -> AllocatedDay:
        """Return the record that is kept of it, with the hash of its form."""
        liquid_unit = self._native_unit(("oil", "condensate", "water", "injection"), "bbl")
        gas_unit = self._native_unit(("gas",), "mcf")
        native_oil = "condensate" if "condensate" in self.natives else "oil"
        return AllocatedDay(
            completion_id=self.completion_id,
            produced_on=self.day.produced_on,
            oil_bbl=self.volumes.get("oil"),
            gas_mcf=self.volumes.get("gas"),
            water_bbl=self.volumes.get("water"),
            condensate_bbl=self.volumes.get("condensate"),
            injection_bbl=self.volumes.get("injection"),
            oil_native=self._native(native_oil, liquid_unit),
            gas_native=self._native("gas", gas_unit),
            water_native=self._native("water", liquid_unit),
            injection_native=self._native("injection", liquid_unit),
            native_liquid_unit=liquid_unit,
            native_gas_unit=gas_unit,
            theoretical_oil_bbl=self.theoreticals.get("oil"),
            theoretical_gas_mcf=self.theoreticals.get("gas"),
            theoretical_water_bbl=self.theoreticals.get("water"),
            oil_factor=self.factors.get("oil"),
            gas_factor=self.factors.get("gas"),
            water_factor=self.factors.get("water"),
            well_test_id=self.test.id if self.test and self.used_test else None,
            hours_on=self.hours.reported,
            hours_in_day=self.day.hours,
            choke=self.shown.choke or (self.test.choke if self.test else None),
            tubing_pressure_psig=self.shown.tubing_pressure_psig,
            casing_pressure_psig=self.shown.casing_pressure_psig,
            line_pressure_psig=self.shown.line_pressure_psig,
            temperature_degf=self.shown.temperature_degf,
            gas_oil_ratio_scf_per_bbl=self._gas_oil_ratio(),
            is_estimated=self.is_estimated,
            allocation_method=", ".join(sorted(self.methods)) or OWN_INSTRUMENT,
            flags=list(self.flags),
        ).made_from(self.hashes)

    def _native_unit(self, products: tuple[str, ...], default: str) -> str:
        units = [self.natives[p][1] for p in products if p in self.natives]
        foreign = [unit for unit in units if unit != default]
        unit = foreign[0] if foreign else default
        if any(other != unit for other in units):
            self.flag("mixed_native_units")
        return unit

    def _native(self, product: str, unit: str) -> Decimal | None:
        amount, own_unit = self.natives.get(product, (None, unit))
        return amount if own_unit == unit else None

    def _gas_oil_ratio(self) -> Decimal | None:
        oil, gas = self.volumes.get("oil"), self.volumes.get("gas")
        if oil is None or gas is None or oil <= 0 or gas < 0:
            return None
        ratio = round_volume(gas * 1000 / oil)
        return ratio if ratio < _WIDEST_COLUMN else None
