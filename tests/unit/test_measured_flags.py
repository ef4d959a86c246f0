"""Every flag by which measuring asks a person to look, and what each is raised by."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.field.binding import Binding
from domain.field.equipment import Tank
from domain.measurement.completion import measure_completion
from domain.measurement.measured_day import Measurement
from domain.measurement.tank import StrappingTable, upright_table
from domain.measurement.tank_stock import TankPoint, measure_tank
from tests.fixtures.bound_tags import BAD, DAY, END, HOUR, START, Readings, binding, point_of
from tests.fixtures.bound_tags import hourly as hourly_of

MINUTE = timedelta(minutes=1)
TABLE = upright_table(Decimal(1), Decimal(240))


def completion(sent: dict[Binding, Readings]) -> dict[str, Measurement]:
    point, signals = point_of("completion", sent)
    return {each.quantity: each for each in measure_completion(point, signals, [DAY])}


def oil_and_hours(oil_bbl: float, hours_on: float) -> dict[str, Measurement]:
    return completion({
        binding("oil", "day_volume", "bbl", 1): [(END, oil_bbl, 0)],
        binding("hours_on", "day_hours", "h", 2): [(END, hours_on, 0)],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("oil_bbl", "hours_on", "of_oil", "of_hours"),
    [
        (10.0, 24.0, (), ()),
        (10.0, 24.5, (), ("hours_above_day",)),
        (10.0, 0.0, ("oil_without_hours",), ()),
        (0.0, 1.0, ("hours_without_oil",), ()),
        (0.0, 0.0, (), ()),
    ],
)
def test_hours_and_oil__that_do_not_go_together(
    oil_bbl: float, hours_on: float, of_oil: tuple[str, ...], of_hours: tuple[str, ...]
) -> None:
    made = oil_and_hours(oil_bbl, hours_on)
    assert (made["oil"].flags, made["hours_on"].flags) == (of_oil, of_hours)


def test_bridged_gap__a_totalizer_silent_for_longer_than_its_hold() -> None:
    tag = binding("oil", "totalizer", "bbl")
    whole = hourly_of(10.0)
    assert completion({tag: whole})["oil"].flags == ()
    for silent, flags in ((2, ()), (3, ("bridged_gap",))):
        heard = whole[:10] + whole[9 + silent :]
        row = completion({tag: heard})["oil"]
        assert (row.amount, row.flags) == (Decimal(240), flags)


@pytest.mark.parametrize(
    ("read", "kind"),
    [((100.0, 40.0), "reset"), ((100.0, 900.0), "jump"), ((9_990.0, 40.0), "rollover")],
)
def test_totalizer__what_happened_to_it_is_a_flag(read: tuple[float, float], kind: str) -> None:
    tag = binding("oil", "totalizer", "bbl", rollover_at=10_000.0, max_rate_per_hour=50.0)
    first, second = read
    sent = [(START + HOUR * n, first if n < 12 else second, 0) for n in range(25)]
    assert completion({tag: sent})["oil"].flags == (kind,)


def stock(
    gauges: list[tuple[datetime, float | None, int]],
    *,
    table: StrappingTable | None = TABLE,
    product: str = "water",
) -> Measurement:
    tag = binding("level", "level", "in", hold_max_s=4 * 3600)
    point, signals = point_of("tank", {tag: gauges})
    tank = Tank(UUID(int=5), "T1", UUID(int=6), product, Decimal(240), Decimal(40), Decimal(0))
    tables = () if table is None else ((date(2000, 1, 1), table),)
    (row,) = measure_tank(TankPoint(point, tank, tables, ()), signals, [DAY])
    return row


def test_no_strapping__a_gauge_without_a_table_is_no_volume() -> None:
    row = stock(hourly_of(1.0), table=None)
    assert (row.amount, row.amount_native) == (None, Decimal(24))
    assert row.flags == ("no_strapping", "missing")


def test_no_strapping__a_table_of_a_later_day_does_not_count() -> None:
    tag = binding("level", "level", "in")
    point, signals = point_of("tank", {tag: hourly_of(1.0)})
    tank = Tank(UUID(int=5), "T1", UUID(int=6), "water", Decimal(240), None, Decimal(0))
    since = DAY.produced_on
    for first_day, flags in ((since, ()), (since + timedelta(1), ("no_strapping", "missing"))):
        tanked = TankPoint(point, tank, ((first_day, TABLE),), ())
        (row,) = measure_tank(tanked, signals, [DAY])
        assert row.flags == flags


def test_outside_strapping__a_gauge_above_the_table_is_no_volume() -> None:
    row = stock([(at, 240.1, 0) for at, _, _ in hourly_of(1.0)])
    assert (row.amount, row.flags) == (None, ("outside_strapping", "missing"))


def test_gauged_after_day_end__the_first_gauge_within_the_hold_stands_for_the_stock() -> None:
    row = stock([(END + 4 * HOUR, 50.0, 0)])
    assert (row.amount, row.flags) == (Decimal(50), ("gauged_after_day_end",))
    row = stock([(END + 4 * HOUR + MINUTE, 50.0, 0)])
    assert (row.amount, row.flags, row.is_estimate) == (None, ("missing",), True)


def test_stale_level__a_gauge_older_than_the_hold_is_spread_to_the_next() -> None:
    fresh = stock([(END - 4 * HOUR, 40.0, 0), (END + 4 * HOUR, 60.0, 0)])
    assert (fresh.amount, fresh.flags) == (Decimal(40), ())
    stale = stock([(END - 5 * HOUR, 40.0, 0), (END - HOUR, 45.0, BAD), (END + 5 * HOUR, 60.0, 0)])
    assert (stale.amount, stale.flags, stale.is_estimate) == (Decimal(50), ("stale_level",), True)


def test_stale_level__without_a_later_gauge_the_old_one_is_carried() -> None:
    row = stock([(END - 5 * HOUR, 40.0, 0)])
    assert (row.amount, row.flags, row.is_estimate) == (Decimal(40), ("stale_level",), True)
