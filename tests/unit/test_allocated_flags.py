"""Every flag by which a day's allocation asks a person to look, and what each is raised by."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.allocation import theoretical
from domain.allocation.battery import Battery, battery, gas_of_day, oil_of_day, water_of_day
from domain.allocation.day import AllocationInputs, OrganizationDay, allocate_day
from domain.allocation.measured_book import MeasuredBook
from domain.calendar import ProductionCalendar, production_days
from domain.field.equipment import Facility, Meter, Tank
from domain.field.network import Edge
from domain.field.papers import Ticket, WellTest
from domain.measurement.measured_day import MeasuredDay
from domain.measurement.tank_papers import TankPapers
from tests.fixtures.measured import measured_day

EVE, TODAY = date(2026, 3, 9), date(2026, 3, 10)
DAY = production_days(ProductionCalendar("America/Chicago", 7), [TODAY])[0]
PLACE, TANK, WATER_TANK, SALES, FLARE, WATER, WELL = (UUID(int=n) for n in range(1, 8))


def row(
    point: str,
    point_id: UUID,
    quantity: str,
    amount: str | None,
    on: date = TODAY,
    *flags: str,
    basis: str = "actual",
) -> MeasuredDay:
    volume = None if amount is None else Decimal(amount)
    about = {f"{point}_id": point_id, "volume_basis": basis, "flags": list(flags)}
    return measured_day(on, quantity, volume, **about)


def tank(tank_id: UUID, product: str) -> Tank:
    return Tank(tank_id, product, PLACE, product, Decimal(240), Decimal(40), Decimal(0))


def meter(meter_id: UUID, product: str, use: str) -> Meter:
    return Meter(meter_id, use, PLACE, product, "orifice", use, "ours", Decimal(1), None)


def station(*meters: Meter, tanks: tuple[Tank, ...] = ()) -> Battery:
    return battery(Facility(PLACE, "NORTH", "proportional"), tanks, meters)


def oil(*rows: MeasuredDay, closed_at: datetime | None = None) -> tuple[Decimal | None, list[str]]:
    load = () if closed_at is None else (Ticket(PLACE, TANK, EVE_AT, closed_at, Decimal(180)),)
    found = oil_of_day(
        station(tanks=(tank(TANK, "oil"),)), DAY, MeasuredBook(rows), TankPapers({}, load)
    ).volume
    return found.amount, list(found.flags)


EVE_AT = DAY.window.start - timedelta(hours=2)
OPENING = row("tank", TANK, "oil_stock", "100", EVE)


def test_oil__stock_that_nobody_gauged_is_named() -> None:
    closing = row("tank", TANK, "oil_stock", "130")
    assert oil(OPENING, closing) == (30, [])
    assert oil(closing) == (None, ["no_opening_stock: oil"])
    assert oil(OPENING) == (None, ["no_closing_stock: oil"])


def test_oil__that_fell_without_a_load_is_negative() -> None:
    assert oil(OPENING, row("tank", TANK, "oil_stock", "99.9999")) == (
        Decimal("-0.0001"), ["negative"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("closed_at", "made"),
    [(DAY.window.start, -80), (DAY.window.end, 100),
     (DAY.window.end + timedelta(seconds=1), -80)],
)  # fmt: skip
def test_oil__a_load_belongs_to_the_day_in_which_it_was_sealed(
    closed_at: datetime, made: int
) -> None:
    assert oil(OPENING, row("tank", TANK, "oil_stock", "20"), closed_at=closed_at)[0] == made


def test_gas__a_silent_meter_is_named_and_what_the_others_tell_is_an_estimate() -> None:
    both = station(meter(SALES, "gas", "sales"), meter(FLARE, "gas", "flare"))
    sold = row("meter", SALES, "gas", "500")
    found = gas_of_day(both, TODAY, MeasuredBook([sold]))
    assert (found.amount, found.flags, found.is_estimate) == (500, ("silent_meter: flare",), True)
    found = gas_of_day(both, TODAY, MeasuredBook([]))
    assert found.amount is None
    assert found.flags == ("silent_meter: sales", "silent_meter: flare")
    found = gas_of_day(both, TODAY, MeasuredBook([sold, row("meter", FLARE, "gas", "-501")]))
    assert (found.amount, found.flags, found.is_estimate) == (-1, ("negative",), False)


def test_meters__that_check_or_lift_count_nothing_of_a_battery() -> None:
    place = station(
        meter(SALES, "gas", "lift"), meter(FLARE, "oil", "check"), meter(WATER, "water", "check")
    )
    assert (place.gas_meters, place.oil_meters, place.water_meters) == ((), (), ())
    assert gas_of_day(place, TODAY, MeasuredBook([])).flags == ("no_instrument",)


def test_water__by_the_rise_of_its_tank() -> None:
    place = station(tanks=(tank(WATER_TANK, "water"),))
    opening = row("tank", WATER_TANK, "water_stock", "10", EVE)
    closing = row("tank", WATER_TANK, "water_stock", "4")
    found = water_of_day(place, TODAY, MeasuredBook([opening, closing]))
    assert (found.amount, found.flags) == (-6, ("negative",))
    found = water_of_day(place, TODAY, MeasuredBook([closing]))
    assert (found.amount, found.flags) == (None, ("no_stock: water",))


def allocated(*rows: MeasuredDay, edge: Edge | None, tested: bool = True) -> OrganizationDay:
    place = station(meter(WATER, "water", "disposal"))
    tests = [WellTest(WELL, WELL, TODAY, Decimal(1), Decimal(1), Decimal(100), None)]
    return allocate_day(
        AllocationInputs(
            (place,), [] if edge is None else [edge], [], {WELL: "A-1"},
            theoretical.TestBook(tests if tested else []), MeasuredBook(rows), TankPapers({}, ()),
        ),
        DAY,
    )  # fmt: skip


FLOWS = Edge(WELL, PLACE, "water", date(2020, 1, 1), None)
METERED = row("meter", WATER, "water", "100")


def test_battery__volume_without_a_completion_is_unallocated() -> None:
    assert allocated(METERED, edge=None).findings == [
        ("unallocated", "NORTH water: no completion flows to it")
    ]
    assert allocated(METERED, edge=FLOWS).findings == []


@pytest.mark.parametrize(
    ("since", "until", "share"),
    [
        (TODAY, None, 100), (TODAY + timedelta(1), None, None),
        (EVE, TODAY + timedelta(1), 100), (EVE, TODAY, None),
    ],
)  # fmt: skip
def test_edge__holds_from_its_first_day_and_not_on_its_last(
    since: date, until: date | None, share: int | None
) -> None:
    day = allocated(METERED, edge=Edge(WELL, PLACE, "water", since, until))
    found = day.completions.get(WELL)
    assert (None if found is None else found.volumes["water"]) == share


def test_completion__of_a_silent_battery_is_not_measured() -> None:
    day = allocated(edge=FLOWS)
    assert list(day.completions[WELL].flags) == ["water_not_measured"]
    assert ("silent_meter: disposal", "NORTH water") in day.findings


def test_completion__without_known_hours_is_taken_to_have_run() -> None:
    unknown = row("completion", WELL, "hours_on", None)
    assert list(allocated(METERED, unknown, edge=FLOWS).completions[WELL].flags) == [
        "hours_assumed"
    ]


def test_completion__that_ran_without_a_test_fails_the_day_by_name() -> None:
    (why,) = allocated(METERED, edge=FLOWS, tested=False).failures
    assert why.startswith("NORTH water: 100 bbl measured but A-1 ran without a valid test")


def test_completion__flags_of_its_own_instruments_carry_their_quantity() -> None:
    oil_row = row("completion", WELL, "oil", "5", TODAY, "low_coverage", "oil_without_hours")
    found = allocated(oil_row, edge=None).completions[WELL]
    assert list(found.flags) == ["oil_low_coverage", "oil_without_hours"]


def test_completion__its_own_negative_reading_is_no_weight() -> None:
    own = row("completion", WELL, "water", "-5")
    found = allocated(METERED, own, edge=FLOWS).completions[WELL]
    assert found.theoreticals["water"] == 100


def test_completion__natives_in_two_units_have_no_common_column() -> None:
    member = allocated(METERED, edge=FLOWS).completions[WELL]
    member.pass_through("oil", Decimal(10), Decimal("1.59"), "m3")
    made = member.allocated_day()
    assert made.flags == ["mixed_native_units"]
    assert (made.native_liquid_unit, made.oil_native, made.water_native) == (
        "m3", Decimal("1.59"), None,
    )  # fmt: skip
