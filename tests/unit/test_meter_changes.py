"""A day told by several tags: an exchanged meter, two registers of one flow, weighed means."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.calendar import ProductionCalendar, production_days
from domain.errors import DataError
from domain.field.binding import Binding
from domain.field.equipment import Meter
from domain.field.point import Point
from domain.measurement.coverage import Signal
from domain.measurement.flow import FlowSource, flow_of_day, flow_source
from domain.measurement.liquid import Liquid
from domain.measurement.measured_day import Measurement
from domain.measurement.meter import MeterPoint, measure_meter
from domain.measurement.sample import Sample
from domain.measurement.tag_signals import BoundSignals, PointSignals
from domain.measurement.volume_correction import net_standard
from domain.measurement.weighted_mean import weighted_mean

DAY = production_days(ProductionCalendar("America/Chicago", 7), [date(2026, 3, 2)])[0]
START, END = DAY.window
HOUR = timedelta(hours=1)
NOON = START + 12 * HOUR
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
METER = UUID(int=9)

Readings = Iterable[tuple[datetime, float]]


def binding(number: int, role: str, kind: str, unit: str, **rules: object) -> Binding:
    return Binding(
        **{
            "tag_id": UUID(int=number), "tag_name": f"tag {number}", "kind": kind, "unit": unit,
            "rollover_at": None, "deadband": 0.0, "max_rate_per_hour": None, "hold_max_s": 7200,
            "role": role, "meter_id": METER, "tank_id": None, "completion_id": None,
            "scale": Decimal(1), "effective_from": LONG_AGO, "effective_to": None, **rules,
        }  # type: ignore[arg-type]
    )  # fmt: skip


def hourly(first: datetime, hours: int, rate: float, begin: float = 0.0) -> Readings:
    return [(first + HOUR * hour, begin + rate * hour) for hour in range(hours + 1)]


def source(bound: Binding, readings: Readings) -> FlowSource:
    samples = [Sample(at, value, 0) for at, value in readings]
    signals = [Signal(at, value, is_good=True) for at, value, _ in samples]
    return flow_source(BoundSignals(bound, samples, signals))


def measured(sent: dict[Binding, Readings], *, factor: str = "1", product: str = "oil"
) -> list[Measurement]:  # fmt: skip
    point = Point("meter", METER, "LACT", tuple(sent))
    meter = Meter(METER, "LACT", None, product, "lact", "sales", "ours", Decimal(factor), None)
    samples = {b.tag_id: [Sample(at, v, 0) for at, v in read] for b, read in sent.items()}
    liquid = Liquid(Decimal(40), Decimal(0))
    return list(measure_meter(MeterPoint(point, meter, liquid), PointSignals(samples, {}), [DAY]))


def test_meter_exchanged_for_one_in_another_unit__each_part_is_converted_by_its_own() -> None:
    old = binding(1, "oil", "totalizer", "bbl", effective_to=NOON)
    new = binding(2, "oil", "totalizer", "m3", effective_from=NOON)
    (row,) = measured(
        {old: hourly(START, 12, 10.0), new: hourly(NOON, 12, 1.0)}, factor="1.0100"
    )  # fmt: skip
    # 120 bbl and 12 m3 of 6.28981077 bbl, both through a meter of factor 1.01
    assert row.amount == Decimal("121.2000") + Decimal("76.2325")
    assert (row.amount_native, row.native_unit) == (None, "m3")
    assert row.flags == ("changed_over", "mixed_native_units")


def test_meter_exchanged_for_a_silent_one__says_that_part_of_the_day_is_known() -> None:
    old = source(binding(1, "oil", "totalizer", "bbl", effective_to=NOON), hourly(START, 12, 10.0))
    new = source(binding(2, "oil", "totalizer", "bbl", effective_from=NOON), [])
    flow = flow_of_day([old, new], DAY)
    assert flow is not None
    assert flow.amount_native == 120
    assert "part_of_day" in flow.flags
    assert flow.is_estimate


def test_totalizer_and_rate_of_one_meter__are_not_added_up() -> None:
    rate = source(binding(1, "oil", "rate", "bbl_per_day"), hourly(START, 24, 0.0, 230.0))
    count = source(binding(2, "oil", "totalizer", "bbl"), hourly(START, 24, 10.0))
    record = source(binding(3, "oil", "day_volume", "bbl"), [(END, 241.0)])
    for tags, method, amount in (
        ([rate, count], "totalizer", 240),
        ([rate, count, record], "flow_computer_record", 241),
        ([rate], "rate_integration", 230),
    ):
        flow = flow_of_day(tags, DAY)
        assert flow is not None
        assert (flow.method, flow.amount_native) == (method, amount)


def test_silent_totalizer__gives_way_to_the_rate() -> None:
    rate = source(binding(1, "oil", "rate", "bbl_per_day"), hourly(START, 24, 0.0, 230.0))
    flow = flow_of_day([source(binding(2, "oil", "totalizer", "bbl"), []), rate], DAY)
    assert flow is not None
    assert (flow.method, flow.amount_native) == ("rate_integration", 230)


def test_two_totalizers_of_one_flow_at_once__are_refused_by_name() -> None:
    twins = [source(binding(n, "oil", "totalizer", "bbl"), hourly(START, 24, 1.0)) for n in (1, 2)]
    with pytest.raises(DataError, match="tags tag 1 and tag 2 both count the same flow"):
        flow_of_day(twins, DAY)


def test_record_sent_after_an_exchange__speaks_of_the_whole_day() -> None:
    old = source(binding(1, "oil", "day_volume", "bbl", effective_to=NOON), [])
    new = source(binding(2, "oil", "day_volume", "bbl", effective_from=NOON), [(END, 99.0)])
    flow = flow_of_day([old, new], DAY)
    assert flow is not None
    assert (flow.amount_native, flow.flags) == (99, ())


def test_lact__temperature_is_weighed_by_what_flowed_within_exactly_the_day() -> None:
    count = binding(1, "oil", "totalizer", "bbl")
    warmth = binding(2, "temperature", "temperature", "degf", hold_max_s=90_000)
    flowing = [(START - HOUR, 0.0), (START, 0.0), (START + 6 * HOUR, 100.0),
               (START + 12 * HOUR, 400.0), (END, 400.0), (END + HOUR, 400.0)]  # fmt: skip
    degf = [(START - HOUR, 150.0), (START, 80.0), (START + 6 * HOUR, 100.0),
            (START + 12 * HOUR, 40.0), (END, 20.0)]  # fmt: skip
    (row,) = measured({count: flowing, warmth: degf})
    # 100 bbl at 80 degF and 300 at 100 degF; not what the line read before, idle or at the end
    assert row.amount == net_standard(
        Decimal(400), api60=40, temp_degf=95, bsw_pct=Decimal(0)
    ).nsv_bbl  # fmt: skip


def test_lact__without_a_known_gravity_is_flagged() -> None:
    count = binding(1, "oil", "totalizer", "bbl")
    warmth = binding(2, "temperature", "temperature", "degf")
    point = Point("meter", METER, "LACT", (count, warmth))
    meter = Meter(METER, "LACT", None, "oil", "lact", "sales", "ours", Decimal(1), None)
    samples = {
        count.tag_id: [Sample(at, v, 0) for at, v in hourly(START, 24, 10.0)],
        warmth.tag_id: [Sample(at, v, 0) for at, v in hourly(START, 24, 0.0, 90.0)],
    }
    unknown = MeterPoint(point, meter, Liquid(None, Decimal(1)))
    (row,) = measure_meter(unknown, PointSignals(samples, {}), [DAY])
    assert row.amount == Decimal("237.6000")
    assert row.flags == ("no_gravity",)


def test_lact__thermometer_of_another_day_does_not_make_its_barrels_observed() -> None:
    count = binding(1, "oil", "totalizer", "bbl")
    later = binding(2, "temperature", "temperature", "degf", effective_from=END)
    (row,) = measured({count: hourly(START, 24, 10.0), later: hourly(END, 2, 0.0, 90.0)})
    assert (row.amount, row.flags) == (240, ())


def test_gas_and_lift_gas_of_one_meter__are_one_flow() -> None:
    sales = binding(1, "gas", "totalizer", "mcf", effective_to=NOON)
    lift = binding(2, "gas_lift", "totalizer", "mcf", effective_from=NOON)
    (row,) = measured({sales: hourly(START, 12, 10.0), lift: hourly(NOON, 12, 5.0)}, product="gas")
    assert (row.quantity, row.amount) == ("gas", Decimal(180))


def test_weighted_mean__heating_value_of_the_reference() -> None:
    """6,000 mcf at 1,250 and 4,000 at 1,285 make 1,264.0; the plain mean of 1,267.5 is wrong."""
    read = [Signal(START, 1250.0, is_good=True), Signal(NOON, 1285.0, is_good=True)]
    volumes = {START: Decimal(6000), NOON: Decimal(4000)}
    assert weighted_mean(read, START, END, 90_000, lambda since, _: volumes[since]) == 1264
    assert weighted_mean(read, START, END, 90_000) == Decimal("1267.5")


def test_weighted_mean__bad_readings_and_the_hold_end_what_stands() -> None:
    read = [Signal(START, 10.0, is_good=True), Signal(START + HOUR, None, is_good=False),
            Signal(START + 3 * HOUR, 40.0, is_good=True)]  # fmt: skip
    assert weighted_mean(read, START, END, 7200) == Decimal(30)  # 1 h of 10 and 2 h of 40
    assert weighted_mean(read[1:2], START, END, 7200) is None
    assert weighted_mean([Signal(END, 5.0, is_good=True)], START, END, 7200) is None
