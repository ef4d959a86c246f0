"""The proved factor of a meter: on every counter, and never on a record that carries it already."""

from decimal import Decimal

import pytest

from domain.field.binding import Binding
from domain.field.equipment import Meter
from domain.measurement.liquid import Liquid
from domain.measurement.measured_day import Measurement
from domain.measurement.meter import MeterPoint, measure_meter
from tests.fixtures.bound_tags import DAY, END, POINT, Readings, binding, hourly, point_of

FACTOR = Decimal("1.0125")


def measured(product: str, sent: dict[Binding, Readings]) -> Measurement:
    point, signals = point_of("meter", sent)
    meter = Meter(POINT, "LACT", None, product, "lact", "sales", "ours", FACTOR, None)
    liquid = Liquid(Decimal(40), Decimal(0))
    (row,) = measure_meter(MeterPoint(point, meter, liquid), signals, [DAY])
    return row


@pytest.mark.parametrize(("product", "unit"), [("oil", "bbl"), ("gas", "mcf"), ("water", "bbl")])
def test_factor__a_counter_of_240_passed_243(product: str, unit: str) -> None:
    row = measured(product, {binding(product, "totalizer", unit): hourly(10.0)})
    assert (row.amount, row.amount_native) == (Decimal("243.0000"), Decimal(240))
    assert row.point_name == point_of("meter", {})[0].name


def test_factor__applies_to_a_rate() -> None:
    steady = [(at, 240.0, quality) for at, _, quality in hourly(0.0)]
    row = measured("oil", {binding("oil", "rate", "bbl_per_day"): steady})
    assert (row.method, row.amount) == ("rate_integration", Decimal("243.0000"))


@pytest.mark.parametrize(("product", "unit"), [("oil", "bbl"), ("gas", "mcf")])
def test_factor__never_on_the_daily_record_of_a_flow_computer(product: str, unit: str) -> None:
    row = measured(product, {binding(product, "day_volume", unit): [(END, 240.0, 0)]})
    assert (row.method, row.amount) == ("flow_computer_record", Decimal(240))
