"""What meters and tanks of each product give: roles, units, conditions, products, instants."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.field.binding import Binding
from domain.field.equipment import Meter, Tank
from domain.field.papers import Ticket
from domain.measurement.completion import measure_completion
from domain.measurement.liquid import Liquid
from domain.measurement.measured_day import Measurement
from domain.measurement.meter import MeterPoint, measure_meter
from domain.measurement.tag_signals import PointSignals
from domain.measurement.tank import upright_table
from domain.measurement.tank_stock import TankPoint, measure_tank
from domain.measurement.volume_correction import net_standard
from tests.fixtures.bound_tags import DAY, END, HOUR, POINT, START, Readings, binding, hourly
from tests.fixtures.bound_tags import point_of as bound_to

LIQUID = Liquid(Decimal(38), Decimal("0.5"))
TICK = timedelta(microseconds=1)
TABLE = upright_table(Decimal(2), Decimal(240))


def metered(sent: dict[Binding, Readings], base_psia: str | None = None) -> list[Measurement]:
    point, signals = bound_to("meter", sent, "M-1")
    base = None if base_psia is None else Decimal(base_psia)
    meter = Meter(POINT, "M-1", None, "gas", "orifice", "sales", "theirs", Decimal(1), base)
    return list(measure_meter(MeterPoint(point, meter, LIQUID), signals, [DAY]))


@pytest.mark.parametrize(
    ("role", "quantity", "unit", "basis"),
    [("oil", "oil", "bbl", "nsv"), ("gas", "gas", "mcf", None), ("gas_lift", "gas", "mcf", None),
     ("water", "water", "bbl", "nsv"), ("injection", "injection", "bbl", "nsv")],
)  # fmt: skip
def test_meter__counts_the_quantity_of_its_role(
    role: str, quantity: str, unit: str, basis: str | None
) -> None:
    (row,) = metered({binding(role, "totalizer", unit): hourly(10.0)})
    assert (row.quantity, row.amount, row.unit, row.liquid_basis) == (quantity, 240, unit, basis)
    assert (row.point_kind, row.point_id, row.point_name, row.truth_owner) == (
        "meter", POINT, "M-1", "theirs",
    )  # fmt: skip


@pytest.mark.parametrize(("first_word", "n_rows"), [(END, 1), (END + TICK, 0)])
def test_meter__is_missing_from_the_day_of_its_first_word_on(
    first_word: datetime, n_rows: int
) -> None:
    tag = binding("gas", "totalizer", "mcf")
    point, _ = bound_to("meter", {tag: []}, "M-1")
    meter = Meter(POINT, "M-1", None, "gas", "orifice", "sales", "theirs", Decimal(1), None)
    signals = PointSignals({tag.tag_id: []}, {tag.tag_id: first_word})
    rows = list(measure_meter(MeterPoint(point, meter, LIQUID), signals, [DAY]))
    assert [row.flags for row in rows] == [("missing",)] * n_rows


def test_completion__of_parts_in_two_units_is_signed_by_what_they_come_to() -> None:
    """10 bbl forward until noon, then 10 m3 backward, which are 62.8981 bbl."""
    noon = START + 12 * HOUR
    first = binding("oil", "totalizer", "bbl", 1, effective_to=noon)
    second = binding("oil", "day_volume", "m3", 2, effective_from=noon)
    point, signals = bound_to("completion", {
        first: [(START, 0.0, 0), (noon, 10.0, 0)], second: [(END, -10.0, 0)],
    })  # fmt: skip
    (row,) = measure_completion(point, signals, [DAY])
    assert (row.amount, row.amount_native) == (10 - Decimal("62.8981"), None)
    assert row.flags[:2] == ("changed_over", "mixed_native_units")
    assert row.flags[-1] == "negative"


def test_completion__that_counted_a_trace_backward_is_negative() -> None:
    point, signals = bound_to(
        "completion", {binding("oil", "day_volume", "bbl"): [(END, -0.00001, 0)]}
    )
    (row,) = measure_completion(point, signals, [DAY])
    assert (row.amount, row.flags) == (0, ("negative",))


def test_completion__counts_each_product_that_flows_or_is_injected() -> None:
    roles = ("oil", "gas", "water", "injection")
    sent = {binding(role, "totalizer", "none", n): hourly(n) for n, role in enumerate(roles, 1)}
    point, signals = bound_to("completion", sent)
    made = {each.quantity: each.amount for each in measure_completion(point, signals, [DAY])}
    assert made == {"oil": 24, "gas": 48, "water": 72, "injection": 96}


def test_meter__gas_at_another_base_is_brought_to_that_of_the_books() -> None:
    (row,) = metered({binding("gas", "day_volume", "mcf"): [(END, 10_000.0, 0)]}, "14.73")
    assert (row.amount, row.amount_native) == (Decimal("10054.6075"), 10_000)


def test_meter__of_oil_is_corrected_for_its_temperature_and_pressure_in_any_unit() -> None:
    oil = binding("oil", "totalizer", "bbl", 1)
    field = metered({
        oil: hourly(10.0),
        binding("temperature", "measurement", "degf", 2): [(START, 95.0, 0)],
        binding("line_pressure", "measurement", "psig", 3): [(START, 145.0377, 0)],
    })  # fmt: skip
    metric = metered({
        oil: hourly(10.0),
        binding("temperature", "measurement", "degc", 2): [(START, 35.0, 0)],
        binding("line_pressure", "measurement", "bar", 3): [(START, 10.0, 0)],
    })  # fmt: skip
    exact = net_standard(Decimal(240), api60=38.0, temp_degf=95.0, bsw_pct=Decimal("0.5"),
                         pressure_psig=145.0377)  # fmt: skip
    assert field[0].amount == exact.nsv_bbl
    assert metric[0].amount == pytest.approx(exact.nsv_bbl, abs=Decimal("0.0002"))
    assert field[0].amount_native == metric[0].amount_native == 240
    warmth = binding("temperature", "measurement", "degf", 2)
    cold = metered({oil: hourly(10.0), warmth: [(START, 95.0, 0)]})
    plain = net_standard(Decimal(240), api60=38.0, temp_degf=95.0, bsw_pct=Decimal("0.5"))
    assert cold[0].amount == plain.nsv_bbl != exact.nsv_bbl


def test_native__amount_has_six_places() -> None:
    (row,) = metered({binding("gas", "day_volume", "mcf"): [(END, 1.0000015, 0)]})
    assert row.amount_native == Decimal("1.000002")
    (row,) = metered({binding("gas", "totalizer", "mcf"): [(START, 0.0, 0), (END, 1.0000014, 0)]})
    assert row.amount_native == Decimal("1.000001")


def stock_of(
    product: str,
    gauges: Readings,
    tickets: tuple[Ticket, ...] = (),
    **rules: object,
) -> Measurement:
    tag = binding("level", "level", "in", hold_max_s=4 * 3600, **rules)
    point, signals = bound_to("tank", {tag: gauges})
    tank = Tank(POINT, "T1", UUID(int=6), product, Decimal(240), Decimal(40), Decimal(1))
    tanked = TankPoint(point, tank, ((date(2000, 1, 1), TABLE),), tickets)
    (row,) = measure_tank(tanked, signals, [DAY])
    return row


@pytest.mark.parametrize(
    ("product", "quantity", "amount", "basis", "flags"),
    [("oil", "oil_stock", "198", "nsv", ("assumed_60f",)),
     ("condensate", "oil_stock", "198", "nsv", ("assumed_60f",)),
     ("water", "water_stock", "200", "observed", ())],
)  # fmt: skip
def test_tank__of_oil_or_condensate_is_net_and_of_water_as_gauged(
    product: str, quantity: str, amount: str, basis: str, flags: tuple[str, ...]
) -> None:
    row = stock_of(product, [(END, 100.0, 0)])
    assert (row.quantity, row.amount, row.liquid_basis, row.flags) == (
        quantity, Decimal(amount), basis, flags,
    )  # fmt: skip
    assert (row.amount_native, row.native_unit, row.method) == (100, "in", "tank_gauge")


def test_tank__silent_across_the_end_of_the_day_is_spread_to_the_microsecond() -> None:
    """Of 6 bbl in the 8 h and 3 microseconds around a day's end, 8 h and one are before it."""
    before, after = END - 8 * HOUR - TICK, END + 2 * TICK
    row = stock_of("water", [(before, 10.0, 0), (after, 13.0, 0)])
    assert (row.amount, row.flags, row.is_estimate) == (26, ("stale_level",), True)
    third = stock_of("water", [(END - 5 * HOUR, 10.0, 0), (END + 10 * HOUR, 16.0, 0)])
    assert third.amount == 24


def test_tank__what_was_hauled_while_the_gauge_was_silent_is_made_too() -> None:
    """From 20 to 20 bbl in 10 h with a load of 30 at 5 h before the end: 3 bbl an hour."""
    load = Ticket(UUID(int=1), POINT, END - 6 * HOUR, END - 5 * HOUR, Decimal(30))
    gauges = [(END - 8 * HOUR, 10.0, 0), (END + 2 * HOUR, 10.0, 0)]
    assert stock_of("water", gauges, (load,)).amount == 20 - 30 + 24
    late = Ticket(UUID(int=1), POINT, END, END + HOUR, Decimal(30))
    assert stock_of("water", gauges, (late,)).amount == 20 + 24


def test_gauge__is_scaled_before_it_is_looked_up() -> None:
    row = stock_of("water", [(END, 10.0, 0)], scale=Decimal("2.5"))
    assert (row.amount, row.amount_native) == (50, 10)
