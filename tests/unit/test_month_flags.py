"""Every flag of a month that asks a person to look, and what each is raised by."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from domain.errors import DataError
from domain.month.completions import Part, completion_months
from domain.month.dispositions import unit_months
from domain.month.records import ClosingStock, SettledSale
from tests.fixtures.month_inputs import completion, month_inputs, unit

ALPHA = unit(8111)
DAYS = completion(1, ALPHA, "100", None)


def flags_of(days_flags: tuple[str, ...] = (), **changes: object) -> list[str]:
    days = replace(DAYS, **changes)  # type: ignore[arg-type]
    inputs = month_inputs([ALPHA], [days])
    inputs = replace(inputs, day_flags={days.completion_id: days_flags})
    part = Part(days, days.oil_bbl, None, None, None)
    (row,) = completion_months(inputs, [part])
    return row.flags


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({}, []),
        ({"has_negative": True}, ["negative_value"]),
        ({"has_estimate": True}, ["estimated_days"]),
        ({"days_reported": 30}, ["days_missing"]),
        ({"has_mixed_units": True}, ["mixed_native_units"]),
    ],
)
def test_completion__each_flag_has_its_own_cause(
    changes: Mapping[str, object], flags: list[str]
) -> None:
    assert flags_of(**changes) == flags


def test_completion__flags_of_its_days_stay_and_stand_once() -> None:
    told = ("stale_test", "estimated_days")
    assert flags_of(told, has_estimate=True) == ["estimated_days", "stale_test"]


@pytest.mark.parametrize(("gauged", "flags"), [("60", ()), ("60.0001", ("opening_differs",))])
def test_unit__opening_stock_is_what_was_closed_and_another_gauge_is_flagged(
    gauged: str, flags: tuple[str, ...]
) -> None:
    # Two batteries, so that the unit's opening stock of last month is held against gauges.
    previous = {ALPHA.id: ClosingStock(ALPHA.id, Decimal(60), is_filed=False)}
    inputs = month_inputs([ALPHA], [DAYS], stock=(gauged, "160"), previous=previous)
    south = replace(inputs.batteries[0], facility_id=UUID(int=901), opening_bbl=Decimal(0),
                    closing_bbl=Decimal(0))  # fmt: skip
    flows = [replace(flow, facility_id=UUID(int=901), volume=Decimal(0)) for flow in inputs.flows]
    inputs = replace(
        inputs, batteries=(*inputs.batteries, south), flows=(*inputs.flows, *flows)
    )  # fmt: skip
    month = unit_months(inputs)[ALPHA.id]
    assert (month.liquid.opening, month.liquid.opening_source) == (60, "derived")
    assert month.flags == tuple(f"{flag}_from_tank" for flag in flags)


def test_unit__sales_that_no_statement_settled_are_flagged_by_their_kind() -> None:
    settled = SettledSale(ALPHA.id, "liquid", "truck", "bbl", Decimal(61), ["S-1"])
    inputs = month_inputs([ALPHA], [DAYS], hauled="60", piped="40", settled=[settled])
    month = unit_months(inputs)[ALPHA.id]
    assert month.flags == ("not_settled: pipeline",)
    left = {(each.kind, each.source): each.volume for each in month.liquid.dispositions}
    assert left == {("truck", "statement"): 61, ("pipeline", "meter"): 40}


@pytest.mark.parametrize(
    ("measured", "most"),
    [("1000", "1100"), ("50", "60")],
)
def test_unit__liquid_may_leave_a_tenth_above_what_was_measured_and_ten_barrels_at_least(
    measured: str, most: str
) -> None:
    days = completion(1, ALPHA, measured, None)
    assert unit_months(month_inputs([ALPHA], [days], hauled=most))
    above = str(Decimal(most) + Decimal("0.0001"))
    with pytest.raises(DataError, match="exceed opening stock"):
        unit_months(month_inputs([ALPHA], [days], hauled=above))


@pytest.mark.parametrize(("measured", "most"), [("5000", "5500"), ("50", "150")])
def test_unit__gas_may_leave_a_tenth_above_what_was_measured_and_100_mcf_at_least(
    measured: str, most: str
) -> None:
    days = completion(1, ALPHA, "0", measured)
    assert unit_months(month_inputs([ALPHA], [days], gas={"sales": most}))
    above = {"sales": str(Decimal(most) + Decimal("0.0001"))}
    with pytest.raises(DataError, match="exceed opening stock"):
        unit_months(month_inputs([ALPHA], [days], gas=above))
