"""Totalizers: the published and our own worked examples of differencing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.measurement.totalizer import TimedValue, TotalizerRules, difference

FIVE = datetime(2026, 3, 1, 5, tzinfo=UTC)


def at(clock: str, value: float) -> TimedValue:
    hours, minutes, seconds = (int(part) for part in f"{clock}:00".split(":")[:3])
    return TimedValue(FIVE + timedelta(hours=hours - 5, minutes=minutes, seconds=seconds), value)


def test_flow_software_counter__published_stair_step_hour_is_3_6() -> None:
    readings = [
        at("05:55:03", 1), at("06:03:23", 1.7), at("06:07:30", 1.9), at("06:10:22", 2),
        at("06:15:52", 2.3), at("06:20:40", 2.5), at("06:25:13", 2.8), at("06:29:44", 3.2),
        at("06:35:14", 0), at("06:41:14", 0.2), at("06:46:03", 0.4), at("06:52:35", 1),
        at("06:55:26", 1.4), at("07:05:40", 2.3),
    ]  # fmt: skip
    series = difference(readings, TotalizerRules(interpolate=False))
    hour = series.volume(FIVE + timedelta(hours=1), FIVE + timedelta(hours=2))
    assert hour.volume == Decimal("3.6")
    assert [event.kind for event in hour.events] == ["reset"]


def whole(readings: list[TimedValue], rules: TotalizerRules):
    return difference(readings, rules).volume(readings[0].at, readings[-1].at)


def test_rollover__a_six_digits_pass_the_end() -> None:
    found = whole([at("06:00", 999_870), at("07:00", 145)],
                  TotalizerRules(rollover_at=Decimal(1_000_000)))  # fmt: skip
    assert found.volume == 275
    assert found.events[0].kind == "rollover"


def test_rollover__b_uint32_counts_of_a_tenth_barrel() -> None:
    rules = TotalizerRules(rollover_at=Decimal(2**32), scale=Decimal("0.1"))
    assert whole([at("06:00", 4_294_967_290), at("07:00", 25)], rules).volume == Decimal("3.1")


def test_reset__c_a_rollover_too_fast_to_be_true() -> None:
    rules = TotalizerRules(rollover_at=Decimal(1_000_000), max_rate_per_hour=Decimal(50))
    found = whole([at("06:00", 45_210), at("07:00", 12)], rules)
    assert found.volume == 12
    assert [(event.kind, event.amount) for event in found.events] == [("reset", Decimal(12))]


def test_jitter__d_within_the_deadband_counts_nothing_twice() -> None:
    rules = TotalizerRules(deadband=Decimal("0.05"))
    assert whole([at("06:00", 1000.00), at("07:00", 999.98)], rules).volume == 0
    back = [at("06:00", 1000.00), at("07:00", 999.98), at("08:00", 1000.5)]
    assert whole(back, rules).volume == Decimal("0.5")


def test_boundary__e_value_between_readings_is_interpolated() -> None:
    series = difference([at("06:55", 10_000), at("07:10", 10_030)], TotalizerRules())
    seven = FIVE + timedelta(hours=2)
    assert series.volume(FIVE, seven).volume == 10
    assert series.volume(seven, seven + timedelta(hours=1)).volume == 20


def test_jump__faster_than_the_maximum_is_counted_and_flagged() -> None:
    rules = TotalizerRules(max_rate_per_hour=Decimal(50))
    found = whole([at("06:00", 100), at("07:00", 5_100), at("08:00", 5_110)], rules)
    assert found.volume == 5_010
    assert [event.kind for event in found.events] == ["jump"]


@pytest.mark.parametrize("wrong", [4.2e9, 0.0])
def test_spike__one_reading_out_of_line_is_dropped(wrong) -> None:
    rules = TotalizerRules(max_rate_per_hour=Decimal(50))
    found = whole([at("06:00", 100), at("07:00", wrong), at("08:00", 180)], rules)
    assert found.volume == 80
    assert [event.kind for event in found.events] == ["spike"]


@pytest.mark.parametrize("wrong", [4.2e9, 0.0])
def test_spike__several_readings_of_a_device_that_starts_again_are_dropped(wrong) -> None:
    rules = TotalizerRules(max_rate_per_hour=Decimal(50), rollover_at=Decimal(2**32))
    clocks = ("07:00", "07:20", "07:40", "08:00")
    found = whole([at("06:00", 100_000), *(at(c, wrong) for c in clocks), at("09:00", 100_090),
                   at("10:00", 100_100)], rules)  # fmt: skip
    assert found.volume == 100
    assert [event.kind for event in found.events] == ["spike"]


def test_reset__that_counts_on_at_a_sane_rate_is_no_spike() -> None:
    rules = TotalizerRules(max_rate_per_hour=Decimal(50))
    clocks = ("07:00", "08:00", "09:00", "10:00")
    found = whole([at("06:00", 100), *(at(c, 40.0 * n) for n, c in enumerate(clocks))], rules)
    assert found.volume == 120
    assert [event.kind for event in found.events] == ["reset"]


def test_rollover__at_the_very_end_of_a_day_splits_between_the_days() -> None:
    rules = TotalizerRules(rollover_at=Decimal(1_000_000), max_rate_per_hour=Decimal(50))
    seven = FIVE + timedelta(hours=2)
    spanned = difference([at("06:30", 999_990), at("07:30", 10)], rules)
    assert spanned.volume(FIVE, seven).volume == 10
    assert spanned.volume(seven, seven + timedelta(hours=1)).volume == 10
    exactly = difference([at("06:00", 999_990), at("07:00", 0), at("08:00", 20)], rules)
    before = exactly.volume(FIVE, seven)
    assert (before.volume, [event.kind for event in before.events]) == (10, ["rollover"])
    assert exactly.volume(seven, seven + timedelta(hours=1))[:2] == (20, ())


def test_volume__outside_the_readings_is_nothing_and_says_so() -> None:
    series = difference([at("06:00", 1), at("07:00", 2)], TotalizerRules())
    found = series.volume(FIVE + timedelta(days=1), FIVE + timedelta(days=2))
    assert found == (Decimal(0), (), None, None)


def test_difference__out_of_order_is_refused() -> None:
    with pytest.raises(DataError, match="does not follow"):
        difference([at("07:00", 1), at("06:00", 2)], TotalizerRules())
