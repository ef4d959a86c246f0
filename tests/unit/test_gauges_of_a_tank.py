"""Which gauge makes a tank's stock: bindings in force, silence, loads, tables, thermometers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.calendar import ProductionCalendar, ProductionDay, production_days
from domain.field.binding import Binding
from domain.field.equipment import Tank
from domain.field.papers import Ticket
from domain.measurement.measured_day import Measurement
from domain.measurement.tag_signals import PointSignals
from domain.measurement.tank import upright_table
from domain.measurement.tank_stock import TankPoint, measure_tank
from domain.measurement.volume_correction import net_standard
from tests.fixtures.bound_tags import DAY, END, HOUR, POINT, SECOND, START, Readings, binding
from tests.fixtures.bound_tags import point_of as bound_to

LONG_AGO = date(2000, 1, 1)
TABLES = ((LONG_AGO, upright_table(Decimal(1), Decimal(240))),)
HOLD = 4 * HOUR
# Eighteen hours and the hold after them are known: enough of a day for no estimate.
MOST = [(START + n * HOUR, 40.0, 0) for n in range(19)]
HOT = binding("temperature", "measurement", "degf", 2, hold_max_s=86_400)


def level(**rules: object) -> Binding:
    return binding("level", "level", "in", 1, **{"hold_max_s": 4 * 3600} | rules)


def stocks(
    sent: dict[Binding, Readings],
    *loads: tuple[datetime, datetime, int],
    product: str = "water",
    tables: tuple[tuple[date, object], ...] = TABLES,
    days: Sequence[ProductionDay] = (DAY,),
    silent_until: dict[UUID, datetime] | None = None,
) -> list[Measurement]:
    point, signals = bound_to("tank", sent)
    if silent_until is not None:
        signals = PointSignals(signals._samples, silent_until)
    tank = Tank(POINT, "T1", UUID(int=6), product, Decimal(240), Decimal(38), Decimal(0))
    tickets = tuple(Ticket(UUID(int=n), POINT, opened, closed, Decimal(bbl))
                    for n, (opened, closed, bbl) in enumerate(loads))  # fmt: skip
    return list(measure_tank(TankPoint(point, tank, tables, tickets), signals, days))


def stock(sent: Readings, *loads: tuple[datetime, datetime, int], **more: object) -> Measurement:
    (row,) = stocks({level(): sent}, *loads, **more)
    return row


def net_of(observed: int, degf: float) -> Decimal:
    return net_standard(
        Decimal(observed), api60=38.0, temp_degf=degf, bsw_pct=Decimal(0), pressure_psig=0.0
    ).nsv_bbl


@pytest.mark.parametrize(
    ("bounds", "counts"),
    [
        ({"effective_to": END}, True), ({"effective_to": END - SECOND}, False),
        ({"effective_from": END + HOLD}, True), ({"effective_from": END + HOLD + SECOND}, False),
    ],
)  # fmt: skip
def test_gauge__counts_whose_binding_reaches_the_end_of_the_day_or_begins_within_the_hold(
    bounds: dict[str, datetime], counts: bool
) -> None:
    assert len(stocks({level(**bounds): [(END, 50.0, 0)]})) == counts


def test_gauge__that_is_bound_from_the_second_day_on_makes_that_day() -> None:
    days = production_days(
        ProductionCalendar("America/Chicago", 7), [date(2026, 3, 1), date(2026, 3, 2)]
    )
    since = START + HOLD + HOUR
    (row,) = stocks({level(effective_from=since): [(END, 50.0, 0)]}, days=days)
    assert (row.day, row.amount) == (DAY, 50)


@pytest.mark.parametrize(
    ("first_word", "is_missing"), [(END + HOLD, True), (END + HOLD + SECOND, False)]
)
def test_tank__is_missing_once_its_gauge_has_spoken_by_the_end_and_the_hold(
    first_word: datetime, is_missing: bool
) -> None:
    rows = stocks({level(): []}, silent_until={UUID(int=1): first_word})
    assert [row.flags for row in rows] == [("missing",)] * is_missing


def test_empty_tank__has_a_stock_of_nothing() -> None:
    row = stock([(END, 0.0, 0)])
    assert (row.amount, row.amount_native, row.flags) == (0, 0, ())


def test_stock__of_a_silent_gauge_is_an_estimate_though_the_day_was_seen() -> None:
    carried = stock(MOST)
    assert carried.coverage.good_pct > 90
    assert (carried.amount, carried.amount_native, carried.flags, carried.is_estimate) == (
        40, 40, ("stale_level",), True,
    )  # fmt: skip
    spread = stock([*MOST, (END + 6 * HOUR, 52.0, 0)])
    assert (spread.amount, spread.amount_native, spread.flags, spread.is_estimate) == (
        46, 40, ("stale_level",), True,
    )  # fmt: skip
    fresh = stock([*MOST, (END - HOUR, 41.0, 0)])
    assert (fresh.amount, fresh.flags, fresh.is_estimate) == (41, (), False)


def test_stock__between_a_good_gauge_and_one_outside_the_table_is_carried() -> None:
    row = stock([*MOST, (END + 6 * HOUR, 500.0, 0)])
    assert (row.amount, row.amount_native, row.flags, row.is_estimate) == (
        40, 40, ("stale_level",), True,
    )  # fmt: skip


def test_stock__of_a_stale_gauge_outside_the_table_is_not_known() -> None:
    row = stock([(at, 500.0, 0) for at, _, _ in MOST])
    assert (row.amount, row.amount_native, row.is_estimate) == (None, 500, True)
    assert row.flags == ("outside_strapping", "stale_level", "missing")


def test_stock__of_a_fresh_gauge_outside_the_table_is_no_estimate_but_missing() -> None:
    row = stock([*MOST, (END, 500.0, 0)])
    assert (row.amount, row.amount_native, row.is_estimate) == (None, 500, False)
    assert row.flags == ("outside_strapping", "missing")


def test_stock__without_a_table_is_no_estimate_but_missing() -> None:
    row = stock([*MOST, (END, 40.0, 0)], tables=())
    assert (row.amount, row.flags, row.is_estimate) == (None, ("no_strapping", "missing"), False)


def test_table__of_the_day_is_the_newest_of_those_that_have_begun() -> None:
    tables = tuple(
        (since, upright_table(Decimal(per_in), Decimal(240)))
        for since, per_in in ((LONG_AGO, 1), (DAY.produced_on, 2), (date(2027, 1, 1), 3))
    )
    assert stock([(END, 50.0, 0)], tables=tables).amount == 100


def test_gauge__during_a_load_is_of_a_tank_half_drawn_down_and_does_not_count() -> None:
    """From 40 to 30 with 30 hauled, 20 were made in 10 h; half of them before the end."""
    gauges = [(END - 5 * HOUR, 40.0, 0), (END + HOUR, 90.0, 0), (END + 2 * HOUR, 95.0, 0),
              (END + 5 * HOUR, 30.0, 0)]  # fmt: skip
    load = (END + SECOND, END + 3 * HOUR, 30)
    assert stock(gauges, load).amount == 50
    assert stock([(at, value, flag) for at, value, flag in gauges[:3]], load).amount == 40


def test_stock__of_a_day_that_was_all_loading_is_not_known() -> None:
    row = stock(MOST, (START - HOUR, END + 9 * HOUR, 30))
    assert (row.amount, row.amount_native, row.is_estimate) == (None, None, True)
    assert row.flags == ("missing",)


def test_load__after_a_fresh_gauge_is_taken_off_and_flagged() -> None:
    """From 40 to 10 with 30 hauled nothing was made: 40 less what was hauled."""
    gauges = [(END - 2 * HOUR, 40.0, 0), (END + 2 * HOUR, 10.0, 0)]
    row = stock(gauges, (END - 2 * HOUR, END - HOUR, 30))
    assert (row.amount, row.flags) == (10, ("load_after_gauge",))
    assert str(stock([(END - 2 * HOUR, 40.0, 0)]).amount) == "40.0000"


@pytest.mark.parametrize(
    ("gauges", "expected"),
    [
        ([(END + HOUR, 100.0, 0)], net_of(100, 95.0)),
        ([(END - 5 * HOUR, 100.0, 0)], net_of(100, 95.0)),
        ([(END - 5 * HOUR, 100.0, 0), (END + 5 * HOUR, 120.0, 0)],
         (net_of(100, 95.0) + net_of(120, 95.0)) / 2),
    ],
)  # fmt: skip
def test_stock__of_every_gauge_is_at_the_temperature_of_its_oil(
    gauges: Readings, expected: Decimal
) -> None:
    (row,) = stocks({level(): gauges, HOT: [(START, 95.0, 0)]}, product="oil")
    assert row.amount == pytest.approx(expected, abs=Decimal("0.0001"))
    assert "assumed_60f" not in row.flags


def test_fingerprint__has_the_last_temperature_of_the_day_alone() -> None:
    gauges = [(END, 100.0, 0)]
    late = (END - HOUR, 90.0, 0)
    (one,) = stocks({level(): gauges, HOT: [late]}, product="oil")
    (two,) = stocks({level(): gauges, HOT: [(START + HOUR, 50.0, 0), late]}, product="oil")
    (other,) = stocks({level(): gauges, HOT: [(END - 2 * HOUR, 90.0, 0)]}, product="oil")
    assert one.fingerprint == two.fingerprint != other.fingerprint


def test_instant__just_before_a_load_begins_or_as_it_ends_is_none_of_it() -> None:
    tick = timedelta(microseconds=1)
    for at in (END - HOUR, END):
        load = (END - HOUR, END, 0)
        assert stock([(at, 70.0, 0)], load).amount_native == 70
        assert stock([(END - HOUR + tick, 70.0, 0)], load).amount_native is None
