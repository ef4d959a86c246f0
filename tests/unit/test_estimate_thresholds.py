"""How much of a day must be covered: 95 pct without a remark, 75 pct and it is no estimate."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.field.equipment import Tank
from domain.measurement.completion import measure_completion
from domain.measurement.measured_day import Measurement
from domain.measurement.tank import upright_table
from domain.measurement.tank_stock import TankPoint, measure_tank
from tests.fixtures.bound_tags import BAD, DAY, END, HOUR, SECOND, START, binding, point_of

AT_95 = START + 22 * HOUR + timedelta(minutes=48)
AT_75 = START + 18 * HOUR
DAY_S = 86_400


def readings(value_at: dict[datetime, float], lost_at: datetime):
    """Return good readings until a bad one, and good again at the end of the day."""
    good = [(at, value, 0) for at, value in value_at.items()]
    return sorted([*good, (lost_at, None, BAD)])


def totalized(lost_at: datetime) -> Measurement:
    tag = binding("oil", "totalizer", "bbl", hold_max_s=DAY_S)
    point, signals = point_of("completion", {tag: readings({START: 0.0, END: 240.0}, lost_at)})
    (row,) = measure_completion(point, signals, [DAY])
    return row


def ran(lost_at: datetime) -> Measurement:
    tag = binding("run_status", "status", "none", hold_max_s=DAY_S)
    point, signals = point_of("completion", {tag: readings({START: 1.0}, lost_at)})
    (row,) = measure_completion(point, signals, [DAY])
    return row


def gauged(lost_at: datetime) -> Measurement:
    tank = Tank(UUID(int=5), "T1", UUID(int=6), "water", Decimal(240), None, Decimal(0))
    tag = binding("level", "level", "in", hold_max_s=DAY_S)
    point, signals = point_of("tank", {tag: readings({START: 10.0, END: 20.0}, lost_at)})
    table = upright_table(Decimal(1), Decimal(240))
    (row,) = measure_tank(TankPoint(point, tank, ((date(2000, 1, 1), table),), ()), signals, [DAY])
    return row


@pytest.mark.parametrize("made", [totalized, ran])
def test_95_pct__is_enough_and_a_second_less_is_flagged(made) -> None:
    whole, thin = made(AT_95), made(AT_95 - SECOND)
    assert whole.coverage.good_pct == 95
    assert whole.flags == ()
    assert thin.flags == ("low_coverage",)
    assert not thin.is_estimate


@pytest.mark.parametrize("made", [totalized, ran, gauged])
def test_75_pct__is_measured_and_a_second_less_is_an_estimate(made) -> None:
    whole, thin = made(AT_75), made(AT_75 - SECOND)
    assert whole.coverage.good_pct == 75
    assert not whole.is_estimate
    assert thin.is_estimate


def test_hours__status_that_came_once_is_known_no_longer_than_it_holds() -> None:
    tag = binding("run_status", "status", "none", hold_max_s=6 * 3600)
    sent = [(START, 1.0, 0), (START + 12 * HOUR, 0.0, 0)]
    point, signals = point_of("completion", {tag: sent})
    (row,) = measure_completion(point, signals, [DAY])
    assert row.coverage.good_pct == 50
    assert (row.amount, row.flags, row.is_estimate) == (Decimal(12), ("low_coverage",), True)
