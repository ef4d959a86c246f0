"""Which meters count for a battery: gas that left it, oil and condensate sold, any water."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.allocation.battery import battery, gas_of_day
from domain.allocation.measured_book import MeasuredBook
from domain.field.equipment import Facility, Meter, Tank
from tests.fixtures.measured import measured_day

TODAY = date(2026, 3, 10)
PLACE, ELSEWHERE, METER = (UUID(int=n) for n in range(1, 4))
NORTH = Facility(PLACE, "NORTH", "proportional")


def meter(product: str, use: str, place: UUID = PLACE) -> Meter:
    return Meter(METER, use, place, product, "orifice", use, "ours", Decimal(1), None)


def tank(product: str, place: UUID = PLACE) -> Tank:
    return Tank(METER, product, place, product, Decimal(240), Decimal(40), Decimal(0))


@pytest.mark.parametrize("use", ["sales", "fuel", "flare", "vent"])
def test_gas__that_was_sold_burnt_flared_or_vented_came_from_the_wells(use: str) -> None:
    row = measured_day(
        TODAY, "gas", Decimal(50), unit="mcf", native_unit="mcf", meter_id=METER, input_hash="hash"
    )  # fmt: skip
    found = gas_of_day(battery(NORTH, [], [meter("gas", use)]), TODAY, MeasuredBook([row]))
    assert (found.amount, found.is_estimate, found.flags, found.input_hashes) == (
        50, False, (), ("hash",),
    )  # fmt: skip


@pytest.mark.parametrize("use", ["lift", "check", "injection", "disposal"])
def test_gas__of_any_other_use_did_not(use: str) -> None:
    assert battery(NORTH, [], [meter("gas", use)]).gas_meters == ()


def test_battery__has_the_tanks_and_meters_of_its_own_place_by_product() -> None:
    tanks = [tank("oil"), tank("condensate"), tank("water"), tank("oil", ELSEWHERE)]
    meters = [meter("oil", "sales"), meter("condensate", "sales"), meter("oil", "allocation"),
              meter("water", "disposal"), meter("gas", "sales", ELSEWHERE)]  # fmt: skip
    found = battery(NORTH, tanks, meters)
    assert (found.facility_id, found.name, found.allocation_method) == (
        PLACE, "NORTH", "proportional",
    )  # fmt: skip
    assert [each.product for each in found.oil_tanks] == ["oil", "condensate"]
    assert [each.product for each in found.water_tanks] == ["water"]
    assert [each.product for each in found.oil_meters] == ["oil", "condensate"]
    assert ([each.product for each in found.water_meters], found.gas_meters) == (["water"], ())


@pytest.mark.parametrize(
    ("tanks", "meters", "keeps"),
    [([tank("oil")], [], True), ([], [meter("oil", "sales")], True),
     ([tank("water")], [meter("gas", "sales")], False)],
)  # fmt: skip
def test_battery__keeps_a_ledger_where_oil_is_stored_or_sold(
    tanks: list[Tank], meters: list[Meter], keeps: bool
) -> None:
    assert battery(NORTH, tanks, meters).keeps_ledger is keeps
