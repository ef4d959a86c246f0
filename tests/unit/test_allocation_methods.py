"""A facility names the method by which its volumes are shared, and a day says which it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from catalog.registry import BY_NAME
from domain.allocation import theoretical
from domain.allocation.battery import battery
from domain.allocation.claim import Claim, Sharing
from domain.allocation.day import AllocationInputs, OrganizationDay, allocate_day
from domain.allocation.measured_book import MeasuredBook
from domain.allocation.methods import METHODS, OWN_INSTRUMENT, method_named
from domain.calendar import ProductionCalendar, production_days
from domain.errors import DataError
from domain.field.equipment import Facility, Meter
from domain.field.network import Edge
from domain.field.papers import WellTest
from domain.measurement.tank_papers import TankPapers
from exchange.cells import cell_value
from tests.fixtures.measured import measured_day

TODAY = date(2026, 3, 10)
DAY = production_days(ProductionCalendar("America/Chicago", 7), [TODAY])[0]
PLACE, GAS, A, B, ALONE = (UUID(int=n) for n in range(1, 6))


def well_test(completion: UUID, gas_mcf_per_day: int) -> WellTest:
    return WellTest(
        completion, completion, TODAY, Decimal(0), Decimal(gas_mcf_per_day), Decimal(0), None
    )


def claim(completion: UUID, own: str | None = None, tested: int | None = 100) -> Claim:
    test = None if tested is None else well_test(completion, tested)
    volume = None if own is None else Decimal(own)
    return Claim(completion, f"C{completion.int}", "gas", volume, test, Decimal(24))


def allocated(method: str) -> OrganizationDay:
    """The day of a battery of two completions that made 90 Mcf, and of a third on its own."""
    meter = Meter(GAS, "M", PLACE, "gas", "orifice", "sales", "ours", Decimal(1), None)
    inputs = AllocationInputs(
        batteries=(battery(Facility(PLACE, "NORTH", method), [], [meter]),),
        edges=[Edge(each, PLACE, "gas", date(2020, 1, 1), None) for each in (A, B)],
        gas_units=[],
        completion_names={A: "A-1", B: "B-1", ALONE: "P-1"},
        tests=theoretical.TestBook([well_test(A, 100), well_test(B, 200)]),
        measured=MeasuredBook([
            measured_day(TODAY, "gas", Decimal(90), meter_id=GAS),
            measured_day(TODAY, "gas", Decimal(7), completion_id=ALONE),
        ]),
        papers=TankPapers({}, ()),
    )  # fmt: skip
    return allocate_day(inputs, DAY)


def evenly(measured: Decimal, claims: Sequence[Claim]) -> Sharing:
    """A method for these tests alone: the same to each."""
    part = measured / len(claims)
    return Sharing(
        expected={each.completion_id: Decimal(1) for each in claims},
        by_test=frozenset(),
        shares={each.completion_id: part for each in claims},
    )


def test_proportional__goes_by_test_and_hours() -> None:
    found = allocated("proportional")
    assert {key: each.volumes["gas"] for key, each in found.completions.items()} == {
        A: 30, B: 60, ALONE: 7,
    }  # fmt: skip


def test_proportional__a_completion_that_measures_itself_claims_what_it_measured() -> None:
    found = METHODS["proportional"](Decimal(120), [claim(A, own="20", tested=None), claim(B)])
    assert found.expected == {A: 20, B: 100}
    assert found.shares == {A: 20, B: 100}
    assert found.by_test == {B}


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ([claim(A), claim(B, tested=None)], "C4 ran without a valid test"),
        ([claim(A, tested=0), claim(B, own="0")], "no completion should have made any"),
    ],
)
def test_proportional__what_nothing_explains_is_not_shared(claims: list[Claim], why: str) -> None:
    found = METHODS["proportional"](Decimal(1), claims)
    assert found.shares == {}
    assert found.why_not == f"{why}; enter a well test or the hours on"
    assert METHODS["proportional"](Decimal(0), claims).shares == {A: 0, B: 0}


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("measured", ["-3.0001", "0", "0.0001", "275.4"])
def test_every_method__loses_nothing_of_what_was_measured(name: str, measured: str) -> None:
    claims = [claim(A), claim(B, tested=71), claim(ALONE, own="3.3333")]
    found = METHODS[name](Decimal(measured), claims)
    assert sum(found.shares.values()) == Decimal(measured)
    assert found.shares.keys() == found.expected.keys() == {A, B, ALONE}


def test_day__says_how_its_shares_were_made() -> None:
    days = {
        key: each.allocated_day() for key, each in allocated("proportional").completions.items()
    }
    assert {key: day.allocation_method for key, day in days.items()} == {
        A: "proportional", B: "proportional", ALONE: OWN_INSTRUMENT,
    }  # fmt: skip


def test_method__is_none_of_the_form_that_a_day_is_hashed_in() -> None:
    day = allocated("proportional").completions[A].allocated_day()
    otherwise = replace(day, allocation_method="evenly").made_from([])
    assert otherwise.input_hash == day.made_from([]).input_hash


def test_method_of_the_registry__is_used_where_a_facility_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(METHODS, "evenly", evenly)
    found = allocated("evenly")
    assert {found.completions[each].volumes["gas"] for each in (A, B)} == {Decimal(45)}
    assert found.completions[A].allocated_day().allocation_method == "evenly"
    assert found.completions[A].allocated_day().well_test_id is None


def test_method_that_is_not_known__fails_the_day_by_name() -> None:
    with pytest.raises(DataError, match="allocation method 'by_feel' is not known"):
        method_named("by_feel")
    found = allocated("by_feel")
    assert found.failures == [
        "NORTH: allocation method 'by_feel' is not known; set the facility's allocation_method to "
        f"one of {', '.join(METHODS)}"
    ]


@pytest.mark.parametrize("word", ["by_feel", OWN_INSTRUMENT, ""])
def test_file_of_master_data__takes_a_known_method_alone(word: str) -> None:
    (column,) = (c for c in BY_NAME["facility"].all_columns if c.name == "allocation_method")
    assert cell_value(column, "proportional", "row 1") == "proportional"
    known = ", ".join(METHODS)
    with pytest.raises(DataError, match=f"^row 1: '{word}' is not one of {known}"):
        cell_value(column, word, "row 1")
