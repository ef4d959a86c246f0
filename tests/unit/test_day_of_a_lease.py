"""A whole day of a lease: two wells at one battery, and what each is given of every product."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.allocation.allocated_day import AllocatedDay
from domain.allocation.battery import battery, oil_of_day, water_of_day
from domain.allocation.day import AllocationInputs, allocate_day
from domain.allocation.measured_book import MeasuredBook
from domain.allocation.theoretical import TestBook as BookOfTests
from domain.allocation.wellhead import Wellhead, shown_at_wellhead
from domain.calendar import ProductionCalendar, production_days
from domain.field.equipment import Facility, Meter, Tank
from domain.field.network import Edge, GasUnitSpan
from domain.field.papers import Ticket, WellTest
from domain.measurement.measured_day import MeasuredDay
from domain.measurement.tank_papers import TankPapers
from tests.fixtures.measured import measured_day

EVE, TODAY = date(2026, 3, 9), date(2026, 3, 10)
DAY = production_days(ProductionCalendar("America/Chicago", 7), [TODAY])[0]
LONG_AGO = date(2020, 1, 1)
PLACE, TANK, PIPE, SALES, WATER, BIG, SMALL, TEST, TICKET = (UUID(int=n) for n in range(1, 10))
METERS = [
    Meter(PIPE, "LACT", PLACE, "oil", "turbine", "sales", "ours", Decimal(1), None),
    Meter(SALES, "CDP", PLACE, "gas", "orifice", "sales", "ours", Decimal(1), None),
    Meter(WATER, "SWD", PLACE, "water", "turbine", "disposal", "ours", Decimal(1), None),
]
NORTH = Facility(PLACE, "NORTH", "proportional")
STATION = battery(NORTH, [Tank(TANK, "T1", PLACE, "oil", Decimal(240), None, Decimal(0))], METERS)
EDGES = [
    Edge(well, PLACE, product, LONG_AGO, None)
    for well in (BIG, SMALL) for product in ("oil", "gas", "water")
]  # fmt: skip
TESTS = [
    WellTest(TEST, BIG, TODAY, Decimal(30), Decimal(100), Decimal(10), "24/64"),
    WellTest(TICKET, SMALL, TODAY, Decimal(10), Decimal(300), Decimal(30), None),
]


def row(
    quantity: str,
    amount: str | None,
    on: date = TODAY,
    unit: str = "bbl",
    basis: str = "actual",
    flags: tuple[str, ...] = (),
    **point: UUID,
) -> MeasuredDay:
    volume = None if amount is None else Decimal(amount)
    return measured_day(
        on, quantity, volume, unit=unit, native_unit=unit, volume_basis=basis, flags=list(flags),
        input_hash=f"{quantity} {on:%d}", **point,
    )  # fmt: skip


LEASE = [
    row("oil_stock", "100", EVE, tank_id=TANK),
    row("oil_stock", "40", tank_id=TANK),
    row("oil", "20", meter_id=PIPE),
    row("gas", "400", unit="mcf", meter_id=SALES),
    row("water", "40", meter_id=WATER),
]
LOAD = Ticket(TICKET, TANK, DAY.window.start, DAY.window.end, Decimal(80))


def day_of(
    *more: MeasuredDay,
    edges: list[Edge] = EDGES,
    gas_units: tuple[GasUnitSpan, ...] = (),
    tests: list[WellTest] = TESTS,
) -> AllocatedDay:
    return allocate_day(
        AllocationInputs(
            (STATION,), edges, gas_units, {BIG: "BIG-1", SMALL: "SMALL-1"}, BookOfTests(tests),
            MeasuredBook([*LEASE, *more]), TankPapers({}, (LOAD,)),
        ),
        DAY,
    )  # fmt: skip


def test_day__each_product_is_shared_by_the_tests_rate_of_that_product() -> None:
    """Stock fell by 60, 80 were hauled and 20 piped: 40 bbl of oil, as 30 to 10."""
    made = day_of()
    assert (made.failures, made.findings) == ([], [])
    assert made.measured == {"oil": 40, "gas": 400, "water": 40}
    assert made.completions[BIG].volumes == {"oil": 30, "gas": 100, "water": 10}
    assert made.completions[SMALL].volumes == {"oil": 10, "gas": 300, "water": 30}
    assert made.completions[BIG].theoreticals == {"oil": 30, "gas": 100, "water": 10}
    assert made.completions[BIG].factors == {"oil": 1, "gas": 1, "water": 1}
    (stock,) = made.stocks.values()
    assert stock == (100, 40, 80, 20)


def test_day__the_row_of_a_completion_says_all_of_it() -> None:
    made = day_of(
        row("tubing_pressure", "210", unit="psig", completion_id=BIG),
        row("choke", "32.00", unit="none", completion_id=BIG),
    ).completions[BIG].allocated_day()  # fmt: skip
    told = {name: asdict(made)[name] for name in (
        "oil_bbl", "gas_mcf", "water_bbl", "condensate_bbl", "injection_bbl", "oil_native",
        "gas_native", "water_native", "native_liquid_unit", "native_gas_unit", "well_test_id",
        "hours_on", "hours_in_day", "choke", "tubing_pressure_psig", "casing_pressure_psig",
        "gas_oil_ratio_scf_per_bbl", "is_estimated", "flags", "oil_factor", "allocation_method",
    )}  # fmt: skip
    assert told == {
        "oil_bbl": 30, "gas_mcf": 100, "water_bbl": 10, "condensate_bbl": None,
        "injection_bbl": None, "oil_native": 30, "gas_native": 100, "water_native": 10,
        "native_liquid_unit": "bbl", "native_gas_unit": "mcf", "well_test_id": TEST,
        "hours_on": 24, "hours_in_day": 24, "choke": "32", "tubing_pressure_psig": 210,
        "casing_pressure_psig": None, "gas_oil_ratio_scf_per_bbl": Decimal("3333.3333"),
        "is_estimated": False, "flags": [], "oil_factor": 1, "allocation_method": "proportional",
    }  # fmt: skip
    assert day_of().completions[BIG].allocated_day().choke == "24/64"


def test_day__a_well_that_stood_still_gets_nothing_and_the_other_gets_all() -> None:
    made = day_of(row("hours_on", "0", unit="h", completion_id=SMALL))
    assert made.completions[SMALL].volumes == {"oil": 0, "gas": 0, "water": 0}
    assert made.completions[BIG].volumes == {"oil": 40, "gas": 400, "water": 40}
    assert ("gas_factor_out_of_band", "BIG-1") in made.findings


@pytest.mark.parametrize(
    ("told", "reported", "used", "flags"),
    [
        ("25", 25, 24, ["hours_above_day"]), ("25.0001", None, 24, ["hours_above_day",
                                                                    "hours_assumed"]),
        ("24", 24, 24, []), ("24.0001", Decimal("24.0001"), 24, ["hours_above_day"]),
        ("-0.0001", None, 24, ["negative_hours", "hours_assumed"]),
        (None, None, 24, ["hours_assumed"]),
    ],
)  # fmt: skip
def test_hours__that_no_day_has_are_not_reported(
    told: str | None, reported: Decimal | None, used: int, flags: list[str]
) -> None:
    found = day_of(row("hours_on", told, unit="h", completion_id=BIG)).completions[BIG]
    assert (found.hours.reported, found.hours.used) == (reported, used)
    assert list(found.flags) == flags


def test_day__where_no_well_should_have_made_any_the_day_fails_by_product() -> None:
    idle = [row("hours_on", "0", unit="h", completion_id=well) for well in (BIG, SMALL)]
    assert day_of(*idle).failures == [
        f"NORTH {product}: {amount} {unit} measured but no completion should have made any; "
        "enter a well test or the hours on"
        for product, amount, unit in (("oil", 40, "bbl"), ("gas", 400, "mcf"), ("water", 40, "bbl"))
    ]  # fmt: skip
    assert day_of(tests=TESTS[:1]).failures[0] == (
        "NORTH oil: 40 bbl measured but SMALL-1 ran without a valid test; "
        "enter a well test or the hours on"
    )


def test_day__liquid_of_a_gas_unit_is_condensate_by_its_edge_or_by_its_unit() -> None:
    by_unit = day_of(gas_units=(GasUnitSpan(SMALL, LONG_AGO, None),)).completions[SMALL]
    assert by_unit.volumes == {"condensate": 10, "gas": 300, "water": 30}
    edges = [replace(e, product="condensate") if e.product == "oil" else e for e in EDGES]
    by_edge = day_of(edges=edges).completions[SMALL]
    assert by_edge.volumes == {"condensate": 10, "gas": 300, "water": 30}
    assert by_edge.allocated_day().oil_native == 10


@pytest.mark.parametrize(
    ("since", "until", "column"),
    [(TODAY, None, "condensate"), (TODAY + timedelta(1), None, "oil"), (EVE, TODAY, "oil"),
     (EVE, TODAY + timedelta(1), "condensate")],
)  # fmt: skip
def test_gas_unit__holds_from_its_first_day_and_not_on_its_last(
    since: date, until: date | None, column: str
) -> None:
    made = day_of(gas_units=(GasUnitSpan(SMALL, since, until), GasUnitSpan(BIG, LONG_AGO, EVE)))
    assert made.completions[SMALL].volumes[column] == 10
    assert made.completions[BIG].volumes["oil"] == 30


def test_day__what_a_well_measures_itself_weighs_its_share() -> None:
    made = day_of(row("oil", "90", completion_id=BIG))
    assert made.completions[BIG].volumes["oil"] == 36
    assert made.measured["oil"] == 40


def test_day__a_well_without_a_battery_keeps_what_its_instruments_say() -> None:
    made = day_of(
        row("oil", "5", flags=("low_coverage",), completion_id=BIG),
        row("gas", "6", unit="mcf", basis="estimate", flags=("hours_without_oil",),
            completion_id=BIG),
        row("water", "7", completion_id=BIG), row("injection", "8", completion_id=BIG),
        row("oil", "9", completion_id=SMALL),
        edges=[], gas_units=(GasUnitSpan(SMALL, LONG_AGO, None),),
    )  # fmt: skip
    big, small = made.completions[BIG], made.completions[SMALL]
    assert big.volumes == {"oil": 5, "gas": 6, "water": 7, "injection": 8}
    assert (small.volumes, small.is_estimated) == ({"condensate": 9}, False)
    assert (list(big.flags), big.is_estimated) == (["oil_low_coverage", "hours_without_oil"], True)
    assert made.measured == {"oil": 40 + 14, "gas": 400 + 6, "water": 40 + 7, "injection": 8}
    assert big.allocated_day().injection_bbl == 8


def test_day__an_estimate_of_the_battery_is_one_of_its_wells() -> None:
    made = day_of(row("oil", "20", basis="estimate", meter_id=PIPE))
    assert all(each.is_estimated for each in made.completions.values())
    assert not any(each.is_estimated for each in day_of().completions.values())


def test_wellhead__each_instrument_has_its_column() -> None:
    shown = [("tubing_pressure", "psig"), ("casing_pressure", "psig"), ("line_pressure", "psig"),
             ("temperature", "degf")]  # fmt: skip
    rows = [row(name, str(n), unit=unit, completion_id=BIG) for n, (name, unit) in enumerate(shown)]
    book = MeasuredBook([*rows, row("choke", "24", unit="in", completion_id=BIG)])
    assert shown_at_wellhead(book, BIG, TODAY) == Wellhead(
        tubing_pressure_psig=Decimal(0), casing_pressure_psig=Decimal(1),
        line_pressure_psig=Decimal(2), temperature_degf=Decimal(3), choke="24 in",
    )  # fmt: skip
    silent = MeasuredBook([row(name, None, completion_id=BIG) for name, _ in shown])
    assert shown_at_wellhead(silent, BIG, TODAY) == Wellhead()
    assert list(book.completions_on(TODAY)) == []


def test_oil__stock_that_was_gauged_for_the_first_day_opens_it() -> None:
    book = MeasuredBook([row("opening_oil_stock", "90", tank_id=TANK), *LEASE[1:]])
    found = oil_of_day(STATION, DAY, book, TankPapers({}, ()))
    assert found.stock == (90, 40, 0, 20)
    assert found.volume.amount == -30
    assert found.volume.flags == ("negative",)


def test_oil__of_an_estimated_gauge_or_an_estimated_meter_is_an_estimate() -> None:
    for position in range(3):
        rows = list(LEASE)
        rows[position] = replace(rows[position], volume_basis="estimate")
        assert oil_of_day(STATION, DAY, MeasuredBook(rows), TankPapers({}, ())).volume.is_estimate
    plain = oil_of_day(STATION, DAY, MeasuredBook(LEASE), TankPapers({}, (LOAD,))).volume
    assert not plain.is_estimate
    assert plain.input_hashes == ("oil_stock 09", "oil_stock 10", str(TICKET), "oil 10")


def test_oil__with_a_silent_pipe_is_not_known() -> None:
    found = oil_of_day(STATION, DAY, MeasuredBook(LEASE[:2]), TankPapers({}, ()))
    assert (found.volume.amount, found.stock) == (None, None)
    assert (found.volume.flags, found.volume.is_estimate) == (("silent_meter: LACT",), True)


def test_water__by_two_tanks_adds_up_and_is_an_estimate_if_either_is() -> None:
    tanks = [Tank(tank, f"W{n}", PLACE, "water", Decimal(240), None, Decimal(0))
             for n, tank in enumerate((TANK, PIPE))]  # fmt: skip
    place = battery(NORTH, tanks, [])
    rows = [row("water_stock", amount, on, tank_id=tank) for tank, on, amount in (
        (TANK, EVE, "10"), (TANK, TODAY, "14"), (PIPE, EVE, "1"), (PIPE, TODAY, "3"),
    )]  # fmt: skip
    found = water_of_day(place, TODAY, MeasuredBook(rows))
    assert (found.amount, found.is_estimate, found.flags) == (6, False, ())
    assert len(found.input_hashes) == 4
    rows[0] = replace(rows[0], volume_basis="estimate")
    assert water_of_day(place, TODAY, MeasuredBook(rows)).is_estimate
