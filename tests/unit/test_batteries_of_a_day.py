"""Several batteries and several wells of one day: what is measured, missing, and written down."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from domain.allocation.battery import BatteryVolume, battery, gas_of_day, oil_of_day, water_of_day
from domain.allocation.day import AllocationInputs, OrganizationDay, allocate_day
from domain.allocation.measured_book import MeasuredBook
from domain.allocation.proportional import share_exactly
from domain.allocation.theoretical import HoursOn, hours_on
from domain.allocation.theoretical import TestBook as BookOfTests
from domain.calendar import ProductionCalendar, production_days
from domain.errors import DataError
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


TANKS = [
    Tank(UUID(int=n), f"T{n}", NORTH, product, Decimal(240), None, Decimal(0))
    for n, product in ((41, "oil"), (42, "oil"), (43, "water"), (44, "water"))
]
NOTHING_HAULED = TankPapers({}, ())


def gauged(quantity: str, *stocks: tuple[int, str, str]) -> list[MeasuredDay]:
    """Return the stocks of tanks on the eve and on the day."""
    return [
        measured_day(on, quantity, Decimal(amount), tank_id=UUID(int=tank),
                     input_hash=f"{tank} {on:%d}")
        for tank, *told in stocks for on, amount in zip((EVE, TODAY), told, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize("quantity", ["oil_stock", "water_stock"])
@pytest.mark.parametrize("estimated", range(4))
def test_battery__of_two_tanks_is_an_estimate_if_any_gauge_of_either_is(
    quantity: str, estimated: int
) -> None:
    place = battery(Facility(NORTH, "NORTH", "proportional"), TANKS, [])
    first = 41 if quantity == "oil_stock" else 43
    rows = gauged(quantity, (first, "1", "3"), (first + 1, "5", "9"))

    def found() -> BatteryVolume:
        if quantity == "oil_stock":
            return oil_of_day(place, DAY, MeasuredBook(rows), NOTHING_HAULED).volume
        return water_of_day(place, TODAY, MeasuredBook(rows))

    hashes = tuple(row.input_hash for row in rows)
    assert found() == BatteryVolume(Decimal(6), is_estimate=False, flags=(), input_hashes=hashes)
    rows[estimated] = replace(rows[estimated], volume_basis="estimate")
    assert found().is_estimate is True


@pytest.mark.parametrize(("closing", "flags"), [("4.9", ("negative",)), ("5", ()), ("5.5", ())])
def test_battery__that_made_nothing_or_little_is_not_negative(
    closing: str, flags: tuple[str, ...]
) -> None:
    place = battery(Facility(NORTH, "NORTH", "proportional"), [TANKS[0], TANKS[2]], [])
    oil = MeasuredBook(gauged("oil_stock", (41, "5", closing)))
    water = MeasuredBook(gauged("water_stock", (43, "5", closing)))
    assert oil_of_day(place, DAY, oil, NOTHING_HAULED).volume.flags == flags
    assert water_of_day(place, TODAY, water).flags == flags


def test_oil__through_two_pipes_one_of_which_was_silent_is_not_known() -> None:
    pipes = [meter(51, NORTH, "oil"), meter(52, NORTH, "oil")]
    place = battery(Facility(NORTH, "NORTH", "proportional"), [], pipes)
    found = oil_of_day(place, DAY, MeasuredBook([counted(51, "oil", "9")]), NOTHING_HAULED)
    assert (found.volume.amount, found.volume.flags) == (None, ("silent_meter: M-52",))


def test_gas__of_two_meters_is_an_estimate_if_either_is_and_unknown_if_both_are_silent() -> None:
    rows = [counted(11, "gas", "9"), counted(12, "gas", "2")]
    assert gas_of_day(STATIONS[0], TODAY, MeasuredBook(rows)) == BatteryVolume(
        Decimal(11), is_estimate=False, flags=(), input_hashes=("11", "12")
    )
    for position in range(2):
        told = list(rows)
        told[position] = replace(told[position], volume_basis="estimate")
        assert gas_of_day(STATIONS[0], TODAY, MeasuredBook(told)).is_estimate is True
    assert gas_of_day(STATIONS[0], TODAY, MeasuredBook([])) == BatteryVolume(
        None, is_estimate=True, flags=("silent_meter: M-11", "silent_meter: M-12"), input_hashes=()
    )


def test_share__of_less_than_a_unit_is_refused_where_nothing_was_expected() -> None:
    with pytest.raises(DataError, match=r"0\.5 measured but the theoretical volume"):
        share_exactly(Decimal("0.5"), {WELL: Decimal(0)})
    assert share_exactly(Decimal("0.00004"), {WELL: ONE}) == {WELL: 0}
