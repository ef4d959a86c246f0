"""Stock at the end of a day when a truck is loading around it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.calendar import ProductionCalendar, production_days
from domain.field.binding import Binding
from domain.field.equipment import Tank
from domain.field.papers import Ticket
from domain.field.point import Point
from domain.measurement.measured_day import Measurement
from domain.measurement.sample import Sample
from domain.measurement.tag_signals import PointSignals
from domain.measurement.tank import upright_table
from domain.measurement.tank_stock import TankPoint, measure_tank

DAYS = production_days(
    ProductionCalendar("America/Chicago", 7), [date(2026, 3, 2), date(2026, 3, 3)]
)
START, END = DAYS[0].window
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TANK = Tank(UUID(int=5), "T1", UUID(int=6), "oil", Decimal(240), Decimal(40), Decimal(0))
TABLE = upright_table(Decimal(1), Decimal(240))
LEVEL = UUID(int=1)
WARMTH = UUID(int=2)


def bound(tag_id: UUID, role: str, unit: str, hold_max_s: int) -> Binding:
    return Binding(
        tag_id, role, role, unit, None, 0.0, None, hold_max_s, role, None, TANK.id, None,
        Decimal(1), datetime(2000, 1, 1, tzinfo=UTC), None,
    )  # fmt: skip


def stocks(
    gauges: list[tuple[datetime, float]],
    loads: list[tuple[datetime, datetime, int]],
    *,
    hold_max_s: int = 90_000,
    degf: list[tuple[datetime, float]] | None = None,
) -> list[Measurement]:
    bindings = [bound(LEVEL, "level", "in", hold_max_s)]
    samples = {LEVEL: [Sample(at, inches, 0) for at, inches in gauges]}
    if degf is not None:
        bindings.append(bound(WARMTH, "temperature", "degf", 7200))
        samples[WARMTH] = [Sample(at, read, 0) for at, read in degf]
    tickets = tuple(
        Ticket(UUID(int=n), TANK.id, opened, closed, Decimal(bbl))
        for n, (opened, closed, bbl) in enumerate(loads)
    )
    point = Point("tank", TANK.id, f"NORTH/{TANK.tank_name}", tuple(bindings))
    tanked = TankPoint(point, TANK, ((date(2000, 1, 1), TABLE),), tickets)
    return list(measure_tank(tanked, PointSignals(samples, {}), DAYS))


def test_load_between_the_last_gauge_and_the_end_of_the_day__is_taken_off() -> None:
    # gauged by hand at 06:30; a load of 180 leaves until 06:45; 24 bbl come in a day
    gauges = [(END - 30 * MINUTE + n * 24 * HOUR, level) for n, level in ((-1, 176.0), (0, 200.0),
                                                                          (1, 44.0))]  # fmt: skip
    first, _ = stocks(gauges, [(END - 29 * MINUTE, END - 15 * MINUTE, 180)])
    assert first.amount == Decimal("20.5000")
    assert first.flags == ("assumed_60f", "load_after_gauge")
    assert first.is_estimate
    assert first.point_name == f"NORTH/{TANK.tank_name}"


def test_gauge_while_loading__is_no_stock() -> None:
    loads = [(END - HOUR, END + HOUR, 180)]
    gauges = [(END - 2 * HOUR, 200.0), (END - 10 * MINUTE, 60.0), (END, 50.0),
              (END + 2 * HOUR, 20.0)]  # fmt: skip
    first, _ = stocks(gauges, loads)
    assert first.amount == Decimal(200)
    assert first.flags == ("assumed_60f",)


def test_no_load__the_last_gauge_stands() -> None:
    first, second = stocks([(START, 100.0), (END - HOUR, 123.0), (END + HOUR, 125.0)], [])
    assert (first.amount, second.amount) == (Decimal(123), Decimal(125))


def test_temperature_of_another_time__is_flagged() -> None:
    fresh = [(END, 100.0)]
    first, _ = stocks([(END, 100.0)], [], degf=fresh)
    assert first.flags == ()
    first, _ = stocks([(END, 100.0)], [], degf=[(END - 20 * HOUR, 100.0)])
    assert first.flags == ("stale_temperature",)
    assert first.amount == Decimal("97.9797")


def test_load_sealed_at_the_gauges_own_instant__is_in_the_gauge_and_not_taken_off_again() -> None:
    gauges = [(START, 150.0), (END - HOUR, 20.0), (END + HOUR, 22.0)]
    first, _ = stocks(gauges, [(END - 2 * HOUR, END - HOUR, 180)])
    assert (first.amount, first.flags, first.is_estimate) == (Decimal(20), ("assumed_60f",), False)


def test_load_sealed_a_second_after_the_gauge__is_taken_off() -> None:
    gauges = [(START, 150.0), (END - HOUR, 200.0), (END + HOUR, 22.0)]
    late = END - HOUR + timedelta(seconds=1)
    first, _ = stocks(gauges, [(END - HOUR, late, 180)])
    assert first.amount == Decimal(21)
    assert first.flags == ("assumed_60f", "load_after_gauge")


def test_load_sealed_at_the_end_of_the_day__has_left_by_then() -> None:
    gauges = [(START, 150.0), (END - HOUR, 200.0), (END + HOUR, 22.0)]
    first, second = stocks(gauges, [(END - 30 * MINUTE, END, 180)])
    assert first.amount == Decimal(21)
    assert second.amount == Decimal(22)


def test_gauge_at_the_instant_a_load_is_opened__is_of_a_tank_at_rest() -> None:
    gauges = [(START, 150.0), (END, 200.0), (END + 2 * HOUR, 22.0)]
    first, _ = stocks(gauges, [(END, END + HOUR, 180)])
    assert (first.amount, first.is_estimate) == (Decimal(200), False)
