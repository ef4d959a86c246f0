"""What a completion's month says: shares of its unit, sums of its days, and what to look at."""

from dataclasses import asdict, replace
from decimal import Decimal
from uuid import UUID

import pytest

from domain.errors import DataError
from domain.month.battery_split import shared
from domain.month.completions import CompletionMonth, completion_months, parts_of
from domain.month.dispositions import unit_months
from domain.month.records import CompletionSum, UnitFlow
from tests.fixtures.month_inputs import MONTH, completion, month_inputs, unit

LEASE, WELL = unit(8111), unit(8222, "gas_id")
FIRST, SECOND = UUID(int=1), UUID(int=2)


def days(number: int, of: object = LEASE, oil: str | None = "10", **more: object) -> CompletionSum:
    """Return a completion's days of a month of which every column has its own figure."""
    columns = {
        "gas_mcf": Decimal(20), "water_bbl": Decimal(3), "injection_bbl": Decimal(4),
        "oil_native": Decimal(5), "gas_native": Decimal(6), "water_native": Decimal(7),
        "injection_native": Decimal(8), "hours_on": Decimal(100), **more,
    }  # fmt: skip
    return replace(completion(number, of, oil, "20"), **columns)  # type: ignore[arg-type]


def months(*sums: CompletionSum, **month: object) -> tuple[CompletionMonth, ...]:
    """Return the completions of a month in which all that was produced was hauled and sold."""
    units = [LEASE, WELL]
    inputs = month_inputs(units, sums, **month)  # type: ignore[arg-type]
    return completion_months(inputs, parts_of(inputs, unit_months(inputs)))


def test_row__carries_the_sums_of_its_days_and_the_share_of_its_unit() -> None:
    (row,) = months(days(1), hauled="11", gas={"sales": "19"})
    assert asdict(row) == {
        "completion_id": UUID(int=1001), "month": MONTH, "oil_bbl": 11,
        "condensate_bbl": None, "gas_mcf": 19, "water_bbl": 3, "injection_bbl": 4, "hours_on": 100,
        "oil_native": 5, "gas_native": 6, "water_native": 7, "injection_native": 8,
        "native_liquid_unit": "bbl", "native_gas_unit": "mcf", "hours_in_month": 743,
        "true_up_factor": Decimal("1.1"), "days_reported": 31, "flags": [],
    }  # fmt: skip


def test_row__of_a_gas_unit_has_condensate_and_no_oil() -> None:
    (row,) = months(days(1, WELL), hauled="11", gas={"sales": "20"})
    assert (row.oil_bbl, row.condensate_bbl, row.gas_mcf) == (None, 11, 20)


def test_row__of_a_completion_in_two_units_adds_up_and_has_no_factor() -> None:
    (row,) = months(days(1), days(1, WELL, "30"), hauled="40", gas={"sales": "40"})
    assert (row.oil_bbl, row.condensate_bbl, row.gas_mcf) == (10, 30, 40)
    assert [getattr(row, name) for name in ("water_bbl", "injection_bbl", "hours_on")] == [
        6,
        8,
        200,
    ]
    assert [getattr(row, name) for name in ("oil_native", "gas_native", "water_native",
                                   "injection_native")] == [10, 12, 14, 16]  # fmt: skip
    assert (row.true_up_factor, row.days_reported) == (None, 62)


def test_row__of_a_completion_in_no_unit_keeps_its_days() -> None:
    (row, _) = sorted(
        months(days(2, None, "77"), days(3), hauled="10", gas={"sales": "20"}),
        key=lambda each: str(each.completion_id),
    )
    assert (row.oil_bbl, row.gas_mcf, row.true_up_factor) == (77, 20, None)


def test_completion__in_no_unit_keeps_its_condensate() -> None:
    (row,) = months(days(1, None, None, condensate_bbl=Decimal(5)))
    assert (row.oil_bbl, row.condensate_bbl, row.gas_mcf) == (None, 5, 20)


def test_completion__of_a_unit_that_produced_nothing_gets_nothing_of_its_days() -> None:
    (row,) = months(days(1), hauled="0", gas={})
    assert (row.oil_bbl, row.true_up_factor) == (0, 0)


def test_unit__that_produced_a_barrel_without_a_day_is_refused() -> None:
    with pytest.raises(DataError, match=r"1\.0000 measured but"):
        months(days(1, oil=None), hauled="1", gas={"sales": "20"})


def test_rows__share_the_unit_by_their_days_and_come_by_completion() -> None:
    one, two = months(days(2, oil="30"), days(1), hauled="44", gas={"sales": "40"})
    assert [(row.completion_id.int, row.oil_bbl) for row in (one, two)] == [
        (1001, 11), (1002, 33),
    ]  # fmt: skip
    assert one.true_up_factor == two.true_up_factor == Decimal("1.1")


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"has_negative": True}, "negative_value"),
        ({"has_estimate": True}, "estimated_days"),
        ({"days_reported": 30}, "days_missing"),
        ({"has_mixed_units": True}, "mixed_native_units"),
    ],
)
def test_flag__of_one_part_is_one_of_the_month(changed: dict[str, object], flag: str) -> None:
    (row,) = months(days(1, **changed), hauled="10", gas={"sales": "20"})
    assert row.flags == [flag]


@pytest.mark.parametrize(("hauled", "flags"), [("55", []), ("45", []),
                                               ("55.0001", ["true_up_out_of_band"]),
                                               ("44.9999", ["true_up_out_of_band"])])  # fmt: skip
def test_true_up__beyond_a_tenth_either_way_is_looked_at(hauled: str, flags: list[str]) -> None:
    (row,) = months(days(1, oil="50"), hauled=hauled, gas={"sales": "20"})
    assert row.flags == flags


def test_natives__of_gas_in_two_units_are_not_added_and_those_of_liquid_are() -> None:
    other = days(1, WELL, "30", native_gas_unit="e3m3")
    (row,) = months(days(1), other, hauled="40", gas={"sales": "40"})
    assert (row.gas_native, row.native_gas_unit) == (None, "e3m3")
    assert (row.oil_native, row.native_liquid_unit) == (10, "bbl")
    assert row.flags == ["mixed_native_units"]


def test_unit__that_produced_without_a_day_is_refused_by_phase_and_name() -> None:
    with pytest.raises(DataError) as refused:
        months(days(1, gas_mcf=None, oil=None), hauled="9", gas={})
    assert str(refused.value) == (
        "08-08111 Unit 8111: liquid: 9.0000 measured but the theoretical volume of every "
        "completion is zero; enter a well test or the hours on; an equal split is never assumed"
    )


def test_shared__by_one_alone_by_weights_and_never_by_nobody() -> None:
    assert shared(Decimal("7.00001"), {FIRST: Decimal(0)}, "here") == {FIRST: Decimal("7.00001")}
    assert shared(Decimal(7), {FIRST: Decimal(1), SECOND: Decimal(3)}, "here") == {
        FIRST: Decimal("1.75"), SECOND: Decimal("5.25"),
    }  # fmt: skip
    assert shared(Decimal(0), {}, "here") == {}
    with pytest.raises(DataError) as refused:
        shared(Decimal(7), {}, "battery NORTH")
    assert str(refused.value) == (
        "battery NORTH: 7 has no reporting unit; connect its completions (network_edge, "
        "completion_reporting_unit), or give the facility a reporting unit"
    )
    with pytest.raises(DataError) as refused:
        shared(Decimal(7), {FIRST: Decimal(0), SECOND: Decimal(0)}, "battery NORTH")
    assert str(refused.value) == (
        "battery NORTH: 70000 units to split but every weight is zero; "
        "an equal split is never assumed; give weights"
    )


def test_flows__are_of_units_held_at_that_place_and_of_that_phase() -> None:
    inputs = month_inputs([LEASE], [days(1)])
    place = inputs.flows[0].facility_id
    more = (UnitFlow(UUID(int=3), LEASE.id, "liquid", Decimal(5)),
            UnitFlow(place, WELL.id, "liquid", Decimal(6)))  # fmt: skip
    known = replace(inputs, flows=(*inputs.flows, *more))
    assert known.flows_at(place, "liquid") == {LEASE.id: 10}
    assert known.flows_at(place, "gas") == {LEASE.id: 20}
    assert known.flows_at(UUID(int=3), "liquid") == {LEASE.id: 5}
    assert known.hours_in_month == 743
