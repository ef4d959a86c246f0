"""Of several readings that could count, which one does: statuses, weights, thermometers."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.field.binding import Binding
from domain.field.equipment import Meter, Tank
from domain.measurement.completion import measure_completion
from domain.measurement.flow import flow_source
from domain.measurement.liquid import Liquid
from domain.measurement.measured_day import Measurement
from domain.measurement.meter import MeterPoint, measure_meter
from domain.measurement.tag_signals import PointSignals
from domain.measurement.tank import upright_table
from domain.measurement.tank_stock import TankPoint, measure_tank
from domain.measurement.volume_correction import net_standard
from tests.fixtures.bound_tags import DAY, END, HOUR, POINT, SECOND, START, Readings, binding
from tests.fixtures.bound_tags import point_of as bound_to

NOON = START + 12 * HOUR
DAY_S = 86_400


def ran(sent: dict[Binding, Readings], silent: dict[UUID, object] | None = None) -> list[object]:
    """Return the hours on of the day by its status tags; none where nothing is asked of it."""
    point, signals = bound_to("completion", sent)
    if silent is not None:
        signals = PointSignals(signals._samples, silent)
    return [each.amount for each in measure_completion(point, signals, [DAY])]


def status(number: int, **bounds: object) -> Binding:
    return binding("run_status", "status", "none", number, hold_max_s=DAY_S, **bounds)


ON, OFF = [(START, 1.0, 0)], [(START, 0.0, 0)]


def test_status__of_two_tags_the_newer_counts() -> None:
    assert ran({status(1): ON, status(2): OFF}) == [0]


def test_status__that_ended_with_the_day_before_gives_way_to_the_older_one() -> None:
    assert ran({status(1): ON, status(2, effective_to=START): OFF}) == [24]
    assert ran({status(1): ON, status(2, effective_to=START + SECOND): OFF}) != [24]


def test_status__that_begins_with_the_day_after_gives_way_to_the_older_one() -> None:
    assert ran({status(1): ON, status(2, effective_from=END): OFF}) == [24]
    assert ran({status(1): ON, status(2, effective_from=END - SECOND): OFF}) == [None]


def test_status__of_which_nothing_is_known_is_missing_and_not_zero_hours() -> None:
    assert ran({status(1): []}) == [None]
    assert ran({status(1): [(START - 2 * DAY_S * SECOND, 1.0, 0)]}) == [None]


def test_status__before_the_first_word_of_its_device_is_not_missing() -> None:
    tag = status(1)
    assert ran({tag: []}, {tag.tag_id: END + SECOND}) == []
    assert ran({tag: []}, {tag.tag_id: END}) == [None]


def oil_meter(sent: dict[Binding, Readings]) -> Measurement:
    point, signals = bound_to("meter", sent)
    meter = Meter(POINT, "LACT", None, "oil", "lact", "sales", "ours", Decimal(1), None)
    metered = MeterPoint(point, meter, Liquid(Decimal(38), Decimal(0)))
    (row,) = measure_meter(metered, signals, [DAY])
    return row


def net_of(barrels: int, degf: float) -> Decimal:
    return net_standard(Decimal(barrels), api60=38.0, temp_degf=degf, bsw_pct=Decimal(0)).nsv_bbl


WARM = binding("temperature", "measurement", "degf", 9, hold_max_s=DAY_S)
WARMING = [(START, 60.0, 0), (NOON, 120.0, 0)]
MORNING = [(START + HOUR * n, 240.0 if n < 12 else 0.0, 0) for n in range(24)]


def test_temperature__is_weighed_by_a_rate_where_no_totalizer_counts() -> None:
    row = oil_meter({binding("oil", "rate", "bbl_per_day", 1): MORNING, WARM: WARMING})
    assert row.amount == net_of(120, 60.0)


def test_temperature__is_weighed_by_the_totalizer_though_a_rate_is_there_too() -> None:
    counter = [(START, 0.0, 0), (NOON, 0.0, 0), (END, 240.0, 0)]
    row = oil_meter({
        binding("oil", "totalizer", "bbl", 1): counter,
        binding("oil", "rate", "bbl_per_day", 2): MORNING, WARM: WARMING,
    })  # fmt: skip
    assert row.amount == net_of(240, 120.0)


def test_temperature__is_by_time_where_a_daily_record_alone_counts() -> None:
    row = oil_meter({binding("oil", "day_volume", "bbl", 1): [(END, 240.0, 0)], WARM: WARMING})
    assert row.amount == net_of(240, 90.0)


def test_thermometer__that_ended_with_the_day_before_corrects_nothing() -> None:
    counter = [(START, 0.0, 0), (END, 240.0, 0)]
    oil = binding("oil", "totalizer", "bbl", 1)
    for ended, amount in ((START, Decimal(240)), (START + SECOND, net_of(240, 95.0))):
        warm = binding("temperature", "measurement", "degf", 9, hold_max_s=DAY_S,
                       effective_to=ended)  # fmt: skip
        assert oil_meter({oil: counter, warm: [(START, 95.0, 0)]}).amount == amount


def test_passed__is_what_each_sort_of_tag_counted_in_between() -> None:
    def passed(tag: Binding, sent: Readings) -> Decimal:
        _, signals = bound_to("meter", {tag: sent})
        return flow_source(signals.bound(tag)).passed(START + 6 * HOUR, NOON + 6 * HOUR)

    counter = binding("oil", "totalizer", "bbl")
    assert passed(counter, [(START, 0.0, 0), (END, 24.0, 0)]) == 12
    rate = binding("oil", "rate", "bbl_per_day", hold_max_s=7 * 3600)
    assert passed(rate, MORNING) == 60
    assert passed(rate, [(START, 240.0, 0)]) == 10
    assert passed(binding("oil", "day_volume", "bbl"), [(NOON, 24.0, 0)]) == 0


def gauged(degf: Readings, hold_max_s: int = 3600) -> Measurement:
    point, signals = bound_to("tank", {
        binding("level", "level", "in", 1): [(END, 100.0, 0)],
        binding("temperature", "measurement", "degf", 2, hold_max_s=hold_max_s): degf,
    })  # fmt: skip
    tank = Tank(POINT, "T1", UUID(int=6), "oil", Decimal(240), Decimal(38), Decimal(0))
    table = upright_table(Decimal(1), Decimal(240))
    (row,) = measure_tank(TankPoint(point, tank, ((date(2000, 1, 1), table),), ()), signals, [DAY])
    return row


@pytest.mark.parametrize(
    ("offset", "flags"),
    [(timedelta(0), ()), (-HOUR, ()), (-HOUR - SECOND, ("stale_temperature",)), (HOUR, ()),
     (HOUR + SECOND, ("stale_temperature",))],
)  # fmt: skip
def test_thermometer_of_a_tank__before_or_else_after_the_gauge_and_old_beyond_its_hold(
    offset: timedelta, flags: tuple[str, ...]
) -> None:
    row = gauged([(END + offset, 90.0, 0)])
    assert (row.amount, row.flags) == (net_of(100, 90.0), flags)


def test_thermometer_of_a_tank__the_one_before_the_gauge_counts_though_older() -> None:
    row = gauged([(END - HOUR, 90.0, 0), (END + SECOND, 70.0, 0)])
    assert row.amount == net_of(100, 90.0)


def test_thermometer_of_a_tank__that_says_nothing_is_none() -> None:
    row = gauged([])
    assert (row.amount, row.flags) == (100, ("assumed_60f",))


def test_rate__that_was_silent_all_day_gives_no_volume_and_one_heard_for_a_second_does() -> None:
    tag = binding("gas", "rate", "mcf_per_day", hold_max_s=1, scale=Decimal(2))
    point, signals = bound_to("completion", {tag: []})
    (row,) = measure_completion(point, signals, [DAY])
    assert (row.amount, row.flags) == (None, ("missing",))
    point, signals = bound_to("completion", {tag: [(END - SECOND, 240.0, 0)]})
    (row,) = measure_completion(point, signals, [DAY])
    assert row.amount == 480


def test_rate__until_noon_and_a_totalizer_from_then_on_are_two_parts_of_a_day() -> None:
    rate = binding("oil", "rate", "bbl_per_day", 1, effective_to=NOON, hold_max_s=DAY_S)
    counter = binding("oil", "totalizer", "bbl", 2, effective_from=NOON)
    counted = [(NOON + HOUR * n, 10.0 * n, 0) for n in range(13)]
    for sent in ({rate: [(START, 240.0, 0)], counter: counted},
                 {counter: counted, rate: [(START, 240.0, 0)]}):  # fmt: skip
        point, signals = bound_to("completion", sent)
        (row,) = measure_completion(point, signals, [DAY])
        assert (row.amount, row.flags) == (240, ("changed_over",))
