"""Whatever the batteries measured, the completions of a day get exactly that or the day fails."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.allocation import theoretical
from domain.allocation.battery import battery
from domain.allocation.day import PRODUCTS, AllocationInputs, OrganizationDay, allocate_day
from domain.allocation.measured_book import MeasuredBook
from domain.calendar import ProductionCalendar, ProductionDay, production_days
from domain.field.equipment import Facility, Meter, Tank
from domain.field.network import Edge, GasUnitSpan
from domain.field.papers import Ticket, WellTest
from domain.measurement.measured_day import MeasuredDay
from domain.measurement.tank_papers import TankPapers
from tests.fixtures.measured import measured_day

pytestmark = pytest.mark.figures

CALENDAR = ProductionCalendar("America/Chicago", 7)
LONG_AGO = date(2020, 1, 1)
# A day of 24 hours, and those of 23 and 25.
DAYS = st.sampled_from([date(2026, 3, 2), date(2026, 3, 7), date(2026, 10, 31)])
VOLUMES = st.integers(-50_0000, 5_000_0000).map(lambda n: Decimal(n).scaleb(-4))
STOCKS = st.integers(0, 1_000_0000).map(lambda n: Decimal(n).scaleb(-4))
MAYBE = st.one_of(st.none(), VOLUMES)
HOURS = st.one_of(st.none(), st.decimals(-1, 26, places=4))
RATES = st.decimals(0, 500, places=4)


def row(day: date, quantity: str, amount: Decimal | None, **point: UUID) -> MeasuredDay:
    return measured_day(day, quantity, amount, **point)


@st.composite
def fields(draw: st.DrawFn) -> tuple[AllocationInputs, ProductionDay]:
    """One day of one to three batteries, each with tanks, meters and completions of their own."""
    (day,) = production_days(CALENDAR, [draw(DAYS)])
    eve = date.fromordinal(day.produced_on.toordinal() - 1)
    tanks, meters, rows, tickets = [], [], [], []
    edges, spans, tests, names = [], [], [], {}
    for place in range(draw(st.integers(1, 3))):
        facility = UUID(int=1 + place)
        for number in range(draw(st.integers(0, 2))):
            tank = UUID(int=100 + 10 * place + number)
            tanks.append(Tank(tank, f"T{tank.int}", facility, "oil", Decimal(240), None, Decimal()))
            rows.append(row(eve, "oil_stock", draw(STOCKS), tank_id=tank))
            rows.append(row(day.produced_on, "oil_stock", draw(STOCKS), tank_id=tank))
            if draw(st.booleans()):
                sealed = datetime(2026, day.produced_on.month, day.produced_on.day, 20, tzinfo=UTC)
                tickets.append(Ticket(tank, tank, sealed, sealed, draw(STOCKS)))
        for number, product in enumerate(draw(st.sets(st.sampled_from(PRODUCTS)))):
            meter = UUID(int=200 + 10 * place + number)
            use = "water" if product == "water" else "sales"
            meters.append(
                Meter(meter, f"M{meter.int}", facility, product, "turbine", use, "ours",
                      Decimal(1), None)
            )  # fmt: skip
            rows.append(row(day.produced_on, product, draw(MAYBE), meter_id=meter))
        for number in range(draw(st.integers(0, 4))):
            well = UUID(int=300 + 10 * place + number)
            names[well] = f"C{well.int}"
            edges += [Edge(well, facility, product, LONG_AGO, None)
                      for product in draw(st.sets(st.sampled_from(PRODUCTS)))]  # fmt: skip
            if draw(st.booleans()):
                spans.append(GasUnitSpan(well, LONG_AGO, None))
            if draw(st.booleans()):
                tests.append(WellTest(well, well, LONG_AGO, draw(RATES), draw(RATES), draw(RATES),
                                      None))  # fmt: skip
            for quantity in draw(st.sets(st.sampled_from(["oil", "gas", "hours_on"]))):
                amount = draw(HOURS if quantity == "hours_on" else MAYBE)
                rows.append(row(day.produced_on, quantity, amount, completion_id=well))
    facilities = sorted({*(tank.facility_id for tank in tanks), *(e.facility_id for e in edges),
                         *(m.facility_id for m in meters if m.facility_id)})  # fmt: skip
    inputs = AllocationInputs(
        batteries=tuple(battery(Facility(i, f"F{i.int}", "proportional"), tanks, meters)
                        for i in facilities),
        edges=edges, gas_units=spans, completion_names=names, tests=theoretical.TestBook(tests),
        measured=MeasuredBook(rows), papers=TankPapers({}, tuple(tickets)),
    )  # fmt: skip
    return inputs, day


def given_to_completions(result: OrganizationDay, product: str) -> Decimal:
    columns = ("oil", "condensate") if product == "oil" else (product,)
    return sum(
        (each.volumes.get(column) or Decimal(0) for each in result.completions.values()
         for column in columns),
        Decimal(0),
    )  # fmt: skip


@given(fields())
def test_day__completions_get_what_was_measured_to_the_last_unit(drawn) -> None:
    inputs, day = drawn
    result = allocate_day(inputs, day)
    lost = any(flag == "unallocated" for flag, _ in result.findings)
    if not result.failures and not lost:
        for product in PRODUCTS:
            assert given_to_completions(result, product) == result.measured[product]
    for stock in result.stocks.values():
        left = stock.hauled_bbl + stock.piped_bbl
        assert stock.opening_bbl + stock.produced_bbl - left == stock.closing_bbl
    for each in result.completions.values():
        assert 0 <= each.hours.used <= day.hours
        assert each.allocated_day().hours_in_day == day.hours


@given(fields())
def test_day__is_the_same_whatever_the_order_things_were_read_in(drawn) -> None:
    inputs, day = drawn
    first = allocate_day(inputs, day)
    turned = AllocationInputs(
        inputs.batteries[::-1], inputs.edges[::-1], inputs.gas_units[::-1],
        inputs.completion_names, inputs.tests, inputs.measured, inputs.papers,
    )  # fmt: skip
    again = allocate_day(turned, day)
    volumes = {key: each.volumes for key, each in first.completions.items()}
    assert {key: each.volumes for key, each in again.completions.items()} == volumes
