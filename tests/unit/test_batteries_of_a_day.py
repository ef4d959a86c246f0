"""Several batteries and several wells of one day: what is measured, missing, and written down."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.allocation.battery import BatteryVolume, battery, water_of_day
from domain.allocation.day import AllocationInputs, OrganizationDay, allocate_day
from domain.allocation.measured_book import MeasuredBook
from domain.allocation.theoretical import HoursOn, hours_on
from domain.allocation.theoretical import TestBook as BookOfTests
from domain.calendar import ProductionCalendar, production_days
from domain.field.equipment import Facility, Meter, Tank
from domain.field.network import Edge
from domain.field.papers import WellTest
from domain.measurement.measured_day import MeasuredDay
from domain.measurement.tank_papers import TankPapers
from tests.fixtures.measured import measured_day

EVE, TODAY = date(2026, 3, 9), date(2026, 3, 10)
DAY = production_days(ProductionCalendar("America/Chicago", 7), [TODAY])[0]
NORTH, SOUTH, WELL, OTHER = (UUID(int=n) for n in range(1, 5))
ONE = Decimal(1)


def meter(number: int, place: UUID, product: str, use: str = "sales") -> Meter:
    return Meter(UUID(int=number), f"M-{number}", place, product, "turbine", use, "ours", ONE, None)


def counted(number: int, product: str, amount: str | None, **more: object) -> MeasuredDay:
    volume = None if amount is None else Decimal(amount)
    return measured_day(
        TODAY, product, volume, meter_id=UUID(int=number), input_hash=f"{number}", **more
    )


METERS = [
    meter(11, NORTH, "gas"), meter(12, NORTH, "gas", "flare"), meter(13, SOUTH, "gas"),
    meter(14, NORTH, "oil"),
]  # fmt: skip
STATIONS = (
    battery(Facility(NORTH, "NORTH", "proportional"), [], METERS),
    battery(Facility(SOUTH, "SOUTH", "proportional"), [], METERS),
)
EDGES = [
    Edge(WELL, NORTH, "gas", EVE, None), Edge(OTHER, SOUTH, "gas", EVE, None),
    Edge(WELL, NORTH, "oil", EVE, None),
]  # fmt: skip


def day_of(*rows: MeasuredDay, tests: tuple[WellTest, ...] = ()) -> OrganizationDay:
    inputs = AllocationInputs(
        batteries=STATIONS, edges=EDGES, gas_units=(),
        completion_names={WELL: "A-1", OTHER: "B-1"}, tests=BookOfTests(tests),
        measured=MeasuredBook(rows), papers=TankPapers({}, ()),
    )  # fmt: skip
    return allocate_day(inputs, DAY)


def well_test(tested_on: date, gas: int, number: int = 1, well: UUID = WELL) -> WellTest:
    return WellTest(UUID(int=number), well, tested_on, ONE, Decimal(gas), ONE, None)


TESTS = (well_test(EVE, 10), well_test(EVE, 10, 2, OTHER))
HOURS = measured_day(TODAY, "hours_on", Decimal(20), completion_id=WELL, input_hash="hours")


def test_day__adds_up_its_batteries_and_tells_of_each_what_was_missing() -> None:
    made = day_of(
        counted(11, "gas", "30"), counted(13, "gas", "-5"), counted(14, "oil", "7"), tests=TESTS
    )
    assert made.measured == {"gas": 25, "oil": 7}
    assert {name: each.volumes for name, each in made.completions.items()} == {
        WELL: {"gas": 30, "oil": 7}, OTHER: {"gas": -5},
    }  # fmt: skip
    told = [finding for finding in made.findings if "factor" not in finding[0]]
    assert told == [("silent_meter: M-12", "NORTH gas"), ("negative", "SOUTH gas")]


def test_completion__of_a_silent_battery_has_no_volume_of_that_product() -> None:
    made = day_of(counted(11, "gas", "30"), counted(12, "gas", "1"), tests=TESTS).completions[WELL]
    assert made.volumes == {"gas": 31, "oil": None}
    assert "oil_not_measured" in made.flags


def test_test__that_counts_is_the_last_at_or_before_the_day() -> None:
    book = BookOfTests([well_test(EVE, 1), well_test(TODAY, 2), well_test(date(2026, 3, 11), 3)])
    assert [book.last(WELL, on).gas_mcf_per_day for on in (EVE, TODAY)] == [1, 2]
    assert book.last(WELL, date(2026, 3, 8)) is None
    assert book.last(OTHER, TODAY) is None


def hours_of(told: str | None) -> HoursOn:
    amount = None if told is None else Decimal(told)
    return hours_on(WELL, DAY, MeasuredBook([replace(HOURS, amount=amount)]))


def test_hours__are_told_with_where_they_are_from() -> None:
    day = Decimal(24)
    assert hours_on(WELL, DAY, MeasuredBook([])) == HoursOn(
        day, day, is_assumed=False, flags=(), input_hash=""
    )
    assert hours_of("20") == HoursOn(
        Decimal(20), Decimal(20), is_assumed=False, flags=(), input_hash="hours"
    )
    assert hours_of(None) == HoursOn(None, day, is_assumed=True, flags=(), input_hash="hours")


def test_hash__of_an_allocated_day_is_of_the_hours_and_of_the_battery() -> None:
    def made_from(hours: MeasuredDay, gas: MeasuredDay) -> str:
        row = day_of(hours, gas, tests=TESTS).completions[WELL].allocated_day()
        return row.input_hash

    gas = counted(11, "gas", "30")
    hashes = {
        made_from(HOURS, gas), made_from(replace(HOURS, input_hash="other"), gas),
        made_from(HOURS, replace(gas, input_hash="other")),
    }  # fmt: skip
    assert len(hashes) == 3


def test_water__through_two_meters_one_of_which_was_silent_is_an_estimate() -> None:
    place = battery(
        Facility(NORTH, "NORTH", "proportional"), [],
        [meter(21, NORTH, "water", "disposal"), meter(22, NORTH, "water", "disposal")],
    )  # fmt: skip
    found = water_of_day(place, TODAY, MeasuredBook([counted(21, "water", "9")]))
    assert found == BatteryVolume(
        Decimal(9), is_estimate=True, flags=("silent_meter: M-22",), input_hashes=("21",)
    )


@pytest.mark.parametrize("absent", [0, 1])
@pytest.mark.parametrize("is_there", [True, False])
def test_water__of_a_tank_without_a_stock_is_not_known(absent: int, is_there: bool) -> None:
    tank = UUID(int=31)
    place = battery(
        Facility(NORTH, "NORTH", "proportional"),
        [Tank(tank, "W1", NORTH, "water", Decimal(240), None, Decimal(0))], [],
    )  # fmt: skip
    rows = [
        measured_day(on, "water_stock", Decimal(5), tank_id=tank, input_hash=f"{on:%d}")
        for on in (EVE, TODAY)
    ]
    rows[absent : absent + 1] = [replace(rows[absent], amount=None)] if is_there else []
    found = water_of_day(place, TODAY, MeasuredBook(rows))
    assert found == BatteryVolume(
        None, is_estimate=True, flags=("no_stock: W1",),
        input_hashes=tuple(row.input_hash for row in rows),
    )  # fmt: skip
