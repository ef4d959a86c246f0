"""One unit over two batteries, and two units at one of them: stock and sales add up, once."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from domain.month.dispositions import unit_months
from domain.month.inputs import MonthInputs
from domain.month.records import ClosingStock, UnitFlow
from tests.fixtures.month_inputs import FACILITY, completion, month_inputs, unit

SOUTH = UUID(int=901)
ALPHA, BETA = unit(8111), unit(8222)


def two_batteries(previous: dict[UUID, ClosingStock] | None = None) -> MonthInputs:
    """NORTH takes 200 of ALPHA and 100 of BETA, SOUTH 100 of ALPHA alone."""
    sums = [completion(1, ALPHA, "200", None), completion(2, ALPHA, "100", None),
            completion(3, BETA, "100", None)]  # fmt: skip
    inputs = month_inputs(
        [ALPHA, BETA], sums, stock=("60", "90"), hauled="150", piped="120", previous=previous
    )
    north = inputs.batteries[0]
    south = replace(
        north, facility_id=SOUTH, facility_code="SOUTH", opening_bbl=Decimal(40),
        closing_bbl=Decimal(70), hauled_bbl=Decimal(50), piped_bbl=Decimal(20),
        produced_bbl=Decimal(100),
    )  # fmt: skip
    flows = (
        UnitFlow(FACILITY, ALPHA.id, "liquid", Decimal(200)),
        UnitFlow(FACILITY, BETA.id, "liquid", Decimal(100)),
        UnitFlow(SOUTH, ALPHA.id, "liquid", Decimal(100)),
    )
    return replace(inputs, batteries=(north, south), flows=flows)


def test_unit__has_its_part_of_either_battery() -> None:
    month = unit_months(two_batteries())[ALPHA.id].liquid
    # two thirds of NORTH, all of SOUTH
    assert (month.opening, month.closing) == (40 + 40, 60 + 70)
    assert {each.kind: each.volume for each in month.dispositions} == {
        "truck": 150,
        "pipeline": 100,
    }
    assert month.production == 300


def test_units__together_are_the_two_batteries() -> None:
    months = [each.liquid for each in unit_months(two_batteries()).values()]
    assert sum(each.opening for each in months) == 100
    assert sum(each.closing for each in months) == 160
    assert sum(out.volume for each in months for out in each.dispositions) == 340
    assert sum(each.production for each in months) == 400


def test_opening_stock__of_a_unit_at_two_batteries_is_not_counted_at_both() -> None:
    previous = {
        ALPHA.id: ClosingStock(ALPHA.id, Decimal(80), is_filed=True),
        BETA.id: ClosingStock(BETA.id, Decimal(20), is_filed=True),
    }
    months = unit_months(two_batteries(previous))
    assert [months[each.id].liquid.opening for each in (ALPHA, BETA)] == [80, 20]
    assert months[ALPHA.id].flags == months[BETA.id].flags == ()
    # NORTH: opening split 40 and 20 as gauged, then 240 and 120 to sell: two thirds of 90
    assert months[ALPHA.id].liquid.closing == 60 + 70


def test_place_without_stock__is_no_second_battery() -> None:
    """A unit whose other wells flow to a place without a ledger keeps its stock as closed."""
    previous = {
        ALPHA.id: ClosingStock(ALPHA.id, Decimal(10), is_filed=True),
        BETA.id: ClosingStock(BETA.id, Decimal(50), is_filed=True),
    }
    inputs = two_batteries(previous)
    inputs = replace(inputs, batteries=inputs.batteries[:1])
    months = unit_months(inputs)
    # ALPHA had 10 + 200 to sell and BETA 50 + 100, of 90 that stayed
    assert [months[each.id].liquid.closing for each in (ALPHA, BETA)] == [
        Decimal("52.5000"), Decimal("37.5000"),
    ]  # fmt: skip


def test_unit__at_one_battery_opens_it_as_closed_though_others_have_their_own() -> None:
    """NORTH is ALPHA's and SOUTH is BETA's; that ALPHA's gas flows to SOUTH is another matter."""
    previous = {
        ALPHA.id: ClosingStock(ALPHA.id, Decimal(61), is_filed=True),
        BETA.id: ClosingStock(BETA.id, Decimal(41), is_filed=True),
    }
    inputs = two_batteries(previous)
    flows = (
        UnitFlow(FACILITY, ALPHA.id, "liquid", Decimal(300)),
        UnitFlow(SOUTH, BETA.id, "liquid", Decimal(100)),
        UnitFlow(SOUTH, ALPHA.id, "gas", Decimal(100)),
    )
    months = unit_months(replace(inputs, flows=flows))
    assert [months[each.id].flags for each in (ALPHA, BETA)] == [(), ()]
    assert [months[each.id].liquid.opening for each in (ALPHA, BETA)] == [61, 41]
