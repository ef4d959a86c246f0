"""Where the rules of a totalizer begin and end: deadband, rollover, rate, spike, quantum, span."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.measurement.totalizer import (
    TimedValue,
    Totalized,
    TotalizerEvent,
    TotalizerRules,
    difference,
)

SIX = datetime(2026, 3, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
TENTH = Decimal("0.1")
MILLION = Decimal(1_000_000)


def whole(values: list[float], rules: TotalizerRules, step: timedelta = HOUR) -> Totalized:
    """Return what a register made from the first of some evenly spaced readings to the last."""
    readings = [TimedValue(SIX + step * n, value) for n, value in enumerate(values)]
    return difference(readings, rules).volume(readings[0].at, readings[-1].at)


def kinds(found: Totalized) -> list[str]:
    return [event.kind for event in found.events]


def test_deadband__a_fall_of_exactly_it_is_jitter_and_any_more_is_a_reset() -> None:
    rules = TotalizerRules(deadband=Decimal("0.5"))
    exactly = whole([1_000, 999.5, 1_001], rules)
    assert (exactly.volume, kinds(exactly)) == (1, [])
    beyond = whole([1_000, 999.4999, 1_001], rules)
    assert (beyond.volume, kinds(beyond)) == (Decimal("1001.0000"), ["reset"])


def test_deadband__is_in_counts_as_the_register_is() -> None:
    rules = TotalizerRules(deadband=Decimal(5), scale=TENTH)
    assert kinds(whole([1_000, 995], rules)) == []
    found = whole([1_000, 994], rules)
    assert (found.volume, kinds(found)) == (Decimal("99.4"), ["reset"])


@pytest.mark.parametrize(
    ("after", "kind", "volume"), [(499_998, "rollover", 499_999), (499_999, "reset", 499_999)]
)
def test_rollover_without_a_maximum__only_below_half_a_turn(
    after: float, kind: str, volume: int
) -> None:
    """A register that was read twice a turn went less than half of one between two readings."""
    found = whole([999_999, after], TotalizerRules(rollover_at=MILLION))
    assert (found.volume, kinds(found)) == (volume, [kind])


def test_rollover_without_a_maximum__a_register_that_started_again_early_is_a_reset() -> None:
    found = whole([45_210, 12], TotalizerRules(rollover_at=MILLION))
    assert (found.volume, kinds(found)) == (12, ["reset"])


def test_rollover__a_register_read_above_its_end_never_counts_backwards() -> None:
    found = whole([1_000_010, 5], TotalizerRules(rollover_at=MILLION))
    assert (found.volume, kinds(found)) == (5, ["reset"])
    at_its_end = whole([1_000_000, 0], TotalizerRules(rollover_at=MILLION))
    assert (at_its_end.volume, kinds(at_its_end)) == (0, ["rollover"])


def test_reset__of_a_register_below_zero_puts_in_nothing() -> None:
    found = whole([100, -3], TotalizerRules())
    assert (found.volume, kinds(found)) == (0, ["reset"])


@pytest.mark.parametrize(("grown", "events"), [(122, []), (122.0001, ["jump"])])
def test_maximum__a_fifth_and_the_deadband_above_it_are_still_sane(
    grown: float, events: list[str]
) -> None:
    rules = TotalizerRules(max_rate_per_hour=Decimal(100), deadband=Decimal(2))
    found = whole([0, grown], rules)
    assert (float(found.volume), kinds(found)) == (grown, events)


@pytest.mark.parametrize(("grown", "events"), [(1_200, []), (1_201, ["jump"])])
def test_maximum__is_in_counts_as_the_register_is(grown: float, events: list[str]) -> None:
    rules = TotalizerRules(max_rate_per_hour=Decimal(1_000), scale=TENTH)
    assert kinds(whole([0, grown], rules)) == events


def test_maximum__two_readings_close_together_are_judged_as_a_minute_apart() -> None:
    rules = TotalizerRules(max_rate_per_hour=Decimal(60))
    assert kinds(whole([0, 1.2], rules, timedelta(seconds=1))) == []
    assert kinds(whole([0, 1.3], rules, timedelta(seconds=1))) == ["jump"]


@pytest.mark.parametrize(("away", "events"), [(99, ["spike"]), (101, ["jump", "reset"])])
def test_spike__that_lasts_beyond_a_hundred_readings_is_believed(
    away: int, events: list[str]
) -> None:
    rules = TotalizerRules(max_rate_per_hour=Decimal(50))
    found = whole([100.0, *[90_000.0] * away, 110.0], rules)
    assert kinds(found) == events


def test_spike__says_how_far_the_reading_was_off() -> None:
    rules = TotalizerRules(max_rate_per_hour=Decimal(50))
    found = whole([100, 0, 180], rules)
    assert found.events == (TotalizerEvent("spike", SIX + HOUR, Decimal(-100)),)


def test_spike__a_line_that_comes_back_within_the_deadband_came_back() -> None:
    rules = TotalizerRules(max_rate_per_hour=Decimal(50), deadband=Decimal(1))
    found = whole([100, 9_000, 99.5], rules)
    assert (found.volume, kinds(found)) == (0, ["spike"])


def test_spike__without_a_maximum_nobody_can_tell_one() -> None:
    found = whole([100, 0, 180], TotalizerRules())
    assert (found.volume, kinds(found)) == (180, ["reset"])


def test_event__at_the_start_of_a_span_belongs_to_the_span_before() -> None:
    readings = [TimedValue(SIX + HOUR * n, value) for n, value in enumerate([100, 5, 7])]
    series = difference(readings, TotalizerRules())
    before, after = series.volume(SIX, SIX + HOUR), series.volume(SIX + HOUR, SIX + 2 * HOUR)
    assert (kinds(before), kinds(after)) == (["reset"], [])


def test_covered__is_the_part_of_the_span_that_readings_reach() -> None:
    readings = [TimedValue(SIX + HOUR * n, n) for n in (1, 2, 3)]
    series = difference(readings, TotalizerRules())
    assert series.volume(SIX, SIX + 9 * HOUR)[2:] == (SIX + HOUR, SIX + 3 * HOUR)
    within = SIX + HOUR * 1.5
    assert series.volume(within, within + HOUR)[2:] == (within, within + HOUR)


def test_quantum__readings_are_rounded_before_they_are_differenced() -> None:
    found = whole([0.00004, 1.00005], TotalizerRules())
    assert found.volume == Decimal("1.0001")


def test_quantum__a_boundary_cuts_at_a_multiple_of_it() -> None:
    readings = [TimedValue(SIX, 0), TimedValue(SIX + 3 * HOUR, 1)]
    series = difference(readings, TotalizerRules(quantum=Decimal("0.01")))
    thirds = [series.volume(SIX + HOUR * n, SIX + HOUR * (n + 1)).volume for n in range(3)]
    assert thirds == [Decimal("0.33"), Decimal("0.34"), Decimal("0.33")]


def test_difference__two_readings_of_one_instant_are_refused() -> None:
    with pytest.raises(DataError, match="keep one an instant"):
        difference([TimedValue(SIX, 1), TimedValue(SIX, 2)], TotalizerRules())


def test_difference__nothing_read_is_nothing_flowed() -> None:
    series = difference([], TotalizerRules())
    assert series.volume(SIX, SIX + HOUR) == (Decimal(0), (), None, None)
