"""A state's forms take gas at the state's own pressure, and liquids as the books have them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.month.records import Unit
from domain.month.unit_month import PhaseMonth, UnitMonth
from domain.states.registry import state
from domain.states.units_to_file import units_to_file

MARCH = date(2026, 3, 1)
UNIT = Unit(
    id=UUID(int=1), state_jurisdiction="NM", kind="gas_id", district="01", unit_number="123456",
    unit_name="Chaco", field_name="Basin", permit="", operator_id=UUID(int=2),
)  # fmt: skip


def phase(product: str, volume: Decimal) -> PhaseMonth:
    return PhaseMonth(
        product=product, unit_of_volume="", opening=volume, opening_source="tank", closing=volume,
        dispositions=(), production=Decimal(0),
    )  # fmt: skip


def test_gas__is_taken_at_the_states_base_pressure() -> None:
    month = UnitMonth(UNIT, phase("oil", Decimal(15_025)), phase("gas", Decimal(15_025)), ())
    ((new_mexico,), (texas,)) = (
        units_to_file([month], MARCH, state(code)) for code in ("NM", "TX")
    )
    assert (new_mexico.gas.closing, texas.gas.closing) == (Decimal(14_650), Decimal(15_025))
    assert new_mexico.liquid.closing == Decimal(15_025)
