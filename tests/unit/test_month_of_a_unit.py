"""What left a unit in a month: outlets and batteries of its own, oil and gas measured apart."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from domain.errors import DataError
from domain.month.battery_split import BatterySplit
from domain.month.dispositions import unit_months
from domain.month.inputs import MonthInputs
from domain.month.records import ClosingStock, GasOutlet, TicketedVolume
from domain.month.unit_month import Disposed, PhaseMonth, UnitMonth
from tests.fixtures.month_inputs import FACILITY, completion, month_inputs, unit

ALPHA, BETA, GAMMA = unit(8111), unit(8222), unit(8333)
ZERO = Decimal(0)


def month_of(inputs: MonthInputs) -> UnitMonth:
    return unit_months(inputs)[ALPHA.id]


def test_month__of_a_unit_says_all_of_it() -> None:
    """Of 90 hauled 2 were lost and 3 used; 15 in stock, 90 and 10 gone, less 5: 110 produced."""
    inputs = month_inputs(
        [ALPHA], [completion(1, ALPHA, "100", "30")], stock=("5", "15"), hauled="90", piped="10",
        gas={"sales": "20", "flare": "10"},
        tickets=[TicketedVolume(FACILITY, "lost", Decimal(2), ["a leak", "a spill"]),
                 TicketedVolume(FACILITY, "other", Decimal(3), [])],
    )  # fmt: skip
    assert month_of(inputs) == UnitMonth(
        ALPHA,
        PhaseMonth(
            "oil", "bbl", Decimal(5), "tank", Decimal(15),
            (Disposed("truck", Decimal(85), "ticket"), Disposed("pipeline", Decimal(10), "meter"),
             Disposed("lost", Decimal(2), "ticket", "a leak; a spill"),
             Disposed("other", Decimal(3), "ticket")),
            Decimal(110),
        ),
        PhaseMonth(
            "gas", "mcf", ZERO, "derived", ZERO,
            (Disposed("plant", Decimal(20), "meter"), Disposed("flare", Decimal(10), "meter")),
            Decimal(30),
        ),
        (),
    )  # fmt: skip


def test_tickets__by_truck_of_two_batteries_add_up_with_their_remarks_once() -> None:
    inputs = month_inputs(
        [ALPHA], [completion(1, ALPHA, "100", None)], hauled="50",
        tickets=[TicketedVolume(FACILITY, "truck", Decimal(4), ["by night", "late"]),
                 TicketedVolume(FACILITY, "lost", Decimal(1), ["a leak"]),
                 TicketedVolume(FACILITY, "lost", Decimal(2), ["a spill", "a leak"])],
    )  # fmt: skip
    assert month_of(inputs).liquid.dispositions == (
        Disposed("truck", Decimal(47), "ticket", "by night; late"),
        Disposed("lost", Decimal(3), "ticket", "a leak; a spill"),
    )


def test_completion__at_no_battery_and_no_outlet_sells_what_it_measured_itself() -> None:
    inputs = month_inputs([ALPHA], [completion(1, ALPHA, "100", "30")], hauled="60",
                          gas={"sales": "21", "flare": "8"})  # fmt: skip
    at_places = tuple(
        replace(flow, volume=Decimal(60 if flow.phase == "liquid" else 29)) for flow in inputs.flows
    )
    made = month_of(replace(inputs, flows=at_places))
    assert made.liquid.dispositions == (
        Disposed("truck", Decimal(60), "ticket"), Disposed("pipeline", Decimal(40), "meter"),
    )  # fmt: skip
    assert made.gas.dispositions == (
        Disposed("plant", Decimal(22), "meter"), Disposed("flare", Decimal(8), "meter"),
    )  # fmt: skip


def test_gas__through_two_meters_of_one_use_adds_up() -> None:
    inputs = month_inputs([ALPHA], [completion(1, ALPHA, None, "30")], gas={"flare": "10"})
    (flare,) = inputs.gas_outlets
    twice = (flare, replace(flare, meter_id=UUID(int=9), volume_mcf=Decimal(20)))
    made = month_of(replace(inputs, gas_outlets=twice))
    assert made.gas.dispositions == (Disposed("flare", Decimal(30), "meter"),)


def test_outlet__of_a_place_to_which_nothing_flowed_is_of_the_unit_it_names() -> None:
    inputs = month_inputs([ALPHA, BETA], [completion(1, ALPHA, None, "30")], gas={"flare": "30"})
    apart = GasOutlet(UUID(int=7), "SOUTH", BETA.id, UUID(int=8), "SOUTH vent", "vent", Decimal(5))
    months = unit_months(replace(inputs, gas_outlets=(*inputs.gas_outlets, apart)))
    assert months[BETA.id].gas.dispositions == (Disposed("vent", Decimal(5), "meter"),)
    # Where gas flowed, those whose it is share the outlet, whoever it names.
    named = tuple(replace(each, reporting_unit_id=BETA.id) for each in inputs.gas_outlets)
    months = unit_months(replace(inputs, gas_outlets=named))
    assert months[ALPHA.id].gas.production == 30
    nobodys = replace(apart, reporting_unit_id=GAMMA.id)
    with pytest.raises(DataError, match="meter SOUTH vent: 5 has no reporting unit"):
        unit_months(replace(inputs, gas_outlets=(*inputs.gas_outlets, nobodys)))


def test_meter__that_nobody_can_share_is_told_by_its_name() -> None:
    still = [completion(n, each, "10", "0") for n, each in enumerate((ALPHA, BETA), 1)]
    inputs = month_inputs([ALPHA, BETA], still, hauled="20", gas={"flare": "30"})
    with pytest.raises(DataError, match="meter gas flare: 300000 units to split"):
        unit_months(inputs)


def split(inputs: MonthInputs) -> BatterySplit:
    return BatterySplit(inputs, inputs.batteries[0])


def test_battery__to_which_nothing_flowed_is_of_the_unit_it_names() -> None:
    inputs = month_inputs([ALPHA, BETA], [completion(1, ALPHA, "30", None)], stock=("5", "7"))
    still = replace(inputs, flows=())
    named = replace(still.batteries[0], reporting_unit_id=BETA.id)
    found = split(replace(still, batteries=(named,)))
    assert (found.units, found.opening_bbl, found.closing_bbl) == (
        {BETA.id}, {BETA.id: 5}, {BETA.id: 7},
    )  # fmt: skip
    # Where oil flowed, it is theirs, whoever the battery names.
    assert split(replace(inputs, batteries=(named,))).units == {ALPHA.id}
    nobodys = replace(named, reporting_unit_id=GAMMA.id)
    with pytest.raises(DataError, match="battery NORTH: 7 has no reporting unit"):
        split(replace(still, batteries=(nobodys,)))


def test_battery__whose_units_had_nothing_to_sell_is_told_by_its_name() -> None:
    still = [completion(n, each, "0", None) for n, each in enumerate((ALPHA, BETA), 1)]
    empty = {each.id: ClosingStock(each.id, ZERO, is_filed=True) for each in (ALPHA, BETA)}
    inputs = month_inputs([ALPHA, BETA], still, stock=("0", "3"), previous=empty)
    with pytest.raises(DataError, match="battery NORTH: 30000 units to split"):
        split(inputs)


def test_battery__opened_with_nothing_is_shared_by_what_flowed() -> None:
    """A month in which stock was lent: 10 and -10 to sell, so the parts go by the flows."""
    made = [completion(1, ALPHA, "30", None), completion(2, BETA, "10", None)]
    lent = {ALPHA.id: ClosingStock(ALPHA.id, Decimal(-30), is_filed=True),
            BETA.id: ClosingStock(BETA.id, Decimal(-10), is_filed=True)}  # fmt: skip
    found = split(month_inputs([ALPHA, BETA], made, stock=("0", "4"), previous=lent))
    assert found.closing_bbl == {ALPHA.id: 3, BETA.id: 1}


@pytest.mark.parametrize("stock", ["0", "0.5"])
def test_month__nobody_looked_at_is_refused_where_any_stock_was_left(stock: str) -> None:
    left = {ALPHA.id: ClosingStock(ALPHA.id, Decimal(stock), is_filed=True)}
    bare = replace(month_inputs([ALPHA], [], previous=left), batteries=())
    if stock == "0":
        assert month_of(bare).liquid.production == 0
        return
    with pytest.raises(DataError, match="no day of 2026-03 has been made"):
        unit_months(bare)


def test_month__with_a_day_or_a_battery_was_looked_at() -> None:
    left = {ALPHA.id: ClosingStock(ALPHA.id, Decimal(5), is_filed=True)}
    inputs = month_inputs([ALPHA], [completion(1, ALPHA, "100", None)], stock=("5", "5"),
                          hauled="100", previous=left)  # fmt: skip
    assert month_of(replace(inputs, sums=())).liquid.closing == 5
    made = replace(inputs, batteries=(), flows=())
    assert month_of(made).liquid.production == 95
