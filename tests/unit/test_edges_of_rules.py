"""The edges of rules that no worked example reaches."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest

from domain.allocation.proportional import allocate_proportional, allocation_factor
from domain.allocation.theoretical import is_stale_test, theoretical_volume
from domain.allocation.true_up import require_disposed_within
from domain.calendar import ProductionCalendar, months_between
from domain.decline.arps import Arps
from domain.decline.history import ProducedMonth, decline_history, uptime_fraction
from domain.errors import DataError
from domain.facts import is_valid_in, load_facts, load_rows
from domain.made_from.canonical import canonical_text, made_from
from domain.made_from.differences import differences
from domain.made_from.production_month import MonthRecords, form_1
from domain.measurement.quality import Quality, is_bad, is_good, lowered, without_flags
from domain.measurement.tank import TankDay, total_day
from domain.measurement.totalizer import TimedValue, TotalizerRules, difference
from domain.numbers.money import value_usd
from domain.numbers.rounding import from_units, round_half_away, round_units
from domain.numbers.shares import split_amount, split_units
from domain.numbers.units import (
    bbl_from_gal,
    degf_from_degc,
    field_gas_mcf,
    field_liquid_bbl,
    mcf_at_base,
    mcf_from_sm3,
    psi_from_bar,
    psi_from_kpa,
)
from domain.numbers.whole_units import file_gas, file_liquid, whole
from domain.revenue.deck import covered_decimal
from domain.wells.api_number import parse_api_number

ONE = Decimal(1)
SAME = Decimal("1e-20")


def test_day_of__is_found_wherever_the_clock_is_ahead_and_days_carry_their_end() -> None:
    oslo = ProductionCalendar("Europe/Oslo", 0, label_by_end=True)
    assert oslo.day_of(datetime(2026, 1, 5, 23, 30, tzinfo=UTC)) == date(2026, 1, 7)
    island = ProductionCalendar("Pacific/Kiritimati", 0, label_by_end=True)
    assert island.day_of(datetime(2026, 1, 5, 11, tzinfo=UTC)) == date(2026, 1, 7)
    hawaii = ProductionCalendar("Pacific/Honolulu", 23)
    assert hawaii.day_of(datetime(2026, 1, 5, 8, 59, tzinfo=UTC)) == date(2026, 1, 3)
    assert hawaii.day_of(datetime(2026, 1, 5, 9, tzinfo=UTC)) == date(2026, 1, 4)


@pytest.fixture
def in_chicago(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the machine's own clock be that of Chicago for a while."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "America/Chicago")
        time.tzset()
        yield
    time.tzset()


def test_zone_of_the_machine__decides_neither_a_day_nor_a_text(in_chicago: None) -> None:
    night = datetime(2026, 1, 6, 5, 30, tzinfo=UTC)
    assert canonical_text(night) == '"2026-01-06T05:30:00.000000Z"'
    calendar = ProductionCalendar("UTC", 0, label_by_end=True)
    assert calendar.day_of(night) == date(2026, 1, 7)
    assert all(end.tzinfo is UTC for end in calendar.day_window(date(2026, 1, 7)))


def test_months_between__backwards_are_none() -> None:
    assert months_between(date(2026, 3, 1), date(2026, 2, 28)) == ()


def test_flat_curve__is_at_its_own_rate_now() -> None:
    assert Arps(100.0, 0.0, 0.5).time_to_rate(100.0) == 0.0
    assert Arps(100.0, 0.0, 0.0).time_to_rate(99.0) == float("inf")


def test_history__any_volume_and_any_hours_count() -> None:
    months = [ProducedMonth(date(2026, n, 1), 0.5, 0.5) for n in (1, 2, 3)]
    assert list(decline_history(months).rate_per_day) == [24.0, 24.0, 24.0]


def test_battery__adds_up_every_movement_of_its_tanks() -> None:
    one, two = (TankDay(*(Decimal(n) for n in day)) for day in ((1, 2, 3, 4), (10, 20, 30, 40)))
    assert total_day([one, two]) == (11, 22, 33, 44)
    assert total_day([]) == (0, 0, 0, 0)


def test_uptime__of_a_february_is_of_its_own_days() -> None:
    for year, days in ((2000, 29), (2026, 28)):
        half = ProducedMonth(date(year, 2, 1), 1.0, 336.0)
        assert uptime_fraction([half], date(year, 2, 1)) == pytest.approx(336 / (24 * days))


def test_totalizer__close_together_is_a_minute_apart_and_shares_to_the_microsecond() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    rules = TotalizerRules(max_rate_per_hour=Decimal(60))
    for grown, kinds in ((1.2, []), (1.2001, ["jump"])):
        read = [TimedValue(start, 0.0), TimedValue(start + timedelta(seconds=2), grown)]
        assert [event.kind for event in difference(read, rules).events] == kinds
    microsecond = timedelta(microseconds=1)
    read = [TimedValue(start, 0.0), TimedValue(start + 3 * microsecond, 3.0)]
    shares = difference(read, TotalizerRules())
    assert shares.volume(start, start + microsecond).volume == 1
    assert shares.volume(start + microsecond, start + 2 * microsecond).volume == 1


def test_spike__that_comes_back_exactly_a_deadband_lower_came_back() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    rules = TotalizerRules(max_rate_per_hour=Decimal(50), deadband=ONE)
    for back, kinds in ((99.0, ["spike"]), (98.9999, ["jump", "reset"])):
        read = [TimedValue(start + timedelta(hours=n), value)
                for n, value in enumerate((100.0, 9_000.0, back))]  # fmt: skip
        assert [event.kind for event in difference(read, rules).events] == kinds


@pytest.mark.parametrize(
    "read", [(100.0, 60.0, 110.0), (100.0, 0.0, 0.0, 101.0), (100.0, 0.0, 0.0, 0.0, 101.0)]
)
def test_spike__comes_back_at_once_or_by_a_leap(read: tuple[float, ...]) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    series = difference(
        [TimedValue(start + timedelta(hours=n), value) for n, value in enumerate(read)],
        TotalizerRules(max_rate_per_hour=Decimal(50)),
    )
    found = series.volume(start, start + timedelta(hours=9))
    assert (found.volume, [event.kind for event in found.events]) == (read[-1] - 100, ["spike"])


def test_stair_step__the_whole_increment_belongs_to_the_reading_that_showed_it() -> None:
    start, hour = datetime(2026, 3, 1, tzinfo=UTC), timedelta(hours=1)
    read = [TimedValue(start, 0.0), TimedValue(start + 2 * hour, 10.0)]
    steps = difference(read, TotalizerRules(interpolate=False))
    assert steps.volume(start, start + hour).volume == 0
    assert steps.volume(start + hour, start + 2 * hour).volume == 10
    assert steps.volume(start, start + 2 * hour).volume == 10


def test_totalizer__of_a_span_before_or_after_its_readings_reaches_none_of_it() -> None:
    start, hour = datetime(2026, 3, 1, tzinfo=UTC), timedelta(hours=1)
    series = difference([TimedValue(start, 1.0), TimedValue(start + hour, 2.0)], TotalizerRules())
    for since, until in ((start - 2 * hour, start - hour), (start + 2 * hour, start + 3 * hour)):
        found = series.volume(since, until)
        assert found == (0, (), None, None)
        assert isinstance(found.volume, Decimal)


def test_nothing__adds_up_to_a_decimal_zero() -> None:
    assert isinstance(covered_decimal([]), Decimal)
    assert allocate_proportional(Decimal(0), {}) == (0, None, {}, 0)


def test_month__is_written_the_same_in_whatever_order_its_tickets_were_read() -> None:
    tickets = [SimpleNamespace(facility_id=None, disposition_code=code, volume_bbl=ONE,
                               remarks=remarks)
               for code, remarks in (("6", ["b", "a"]), ("5", ["c"]))]  # fmt: skip
    window = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    one, other = (
        form_1(date(2026, 3, 1), window,
               MonthRecords((), (), {}, (), (), (), (), {}, (), read)).text
        for read in (tickets, tickets[::-1])
    )  # fmt: skip
    assert one == other
    assert one.index('"remarks":["c"]') < one.index('"remarks":["a","b"]')


def test_differences__name_what_came_what_went_and_what_is_no_list_of_rows() -> None:
    then = {"gone": 1, "same": [1], "rows": [{"a": 1}, {"a": 2}], "one_word": 1, "was_rows": [1]}
    now = made_from("form/1", {
        "come": [1, 2], "same": [1], "rows": [{"a": 1}], "one_word": 2, "was_rows": 1,
    })  # fmt: skip
    assert differences(then, now) == (
        "come", "gone", "one word", "rows (1 of 2)", "was rows",
    )  # fmt: skip
    assert differences(None, now) == differences({}, now) == ()


def test_api_number__has_a_county_in_texas_alone_and_keeps_its_well() -> None:
    assert parse_api_number("05-123-08053").county == ""
    found = parse_api_number("42-501-20130-03-01")
    assert (found.state_code, found.county_code, found.unique, found.sidetrack, found.event) == (
        "42", "501", "20130", "03", "01",
    )  # fmt: skip
    assert parse_api_number("42-501-20130").api14 == "42501201300000"


@pytest.mark.parametrize(("age", "is_stale"), [(90, False), (91, True)])
def test_test__is_stale_after_a_quarter(age: int, is_stale: bool) -> None:
    produced_on = date(2026, 6, 1)
    assert is_stale_test(date.fromordinal(produced_on.toordinal() - age), produced_on) is is_stale


def test_factor__has_eight_places_and_none_where_nothing_was_expected() -> None:
    assert allocation_factor(Decimal(1), Decimal(3)) == Decimal("0.33333333")
    assert allocation_factor(Decimal(2), Decimal(3)) == Decimal("0.66666667")
    assert allocation_factor(Decimal(0), Decimal(3)) == 0
    assert allocation_factor(Decimal(3), Decimal(0)) is None


def test_theoretical__of_no_rate_or_no_hours_is_nothing() -> None:
    assert theoretical_volume(Decimal(0), Decimal(24)) == 0
    assert theoretical_volume(Decimal(10), Decimal(0)) == 0
    assert theoretical_volume(Decimal(1), Decimal(8)) == Decimal("0.3333")
    assert theoretical_volume(Decimal(48), Decimal("0.5")) == 1
    with pytest.raises(DataError, match="every completion is zero"):
        allocate_proportional(Decimal("0.0001"), {"a": Decimal(0)})


def test_dispositions__may_take_all_there_is_and_no_more() -> None:
    require_disposed_within(ONE, ONE, [ONE, ONE])


def test_split__is_named_by_party_and_keeps_to_what_it_was_given() -> None:
    weights = {"a": Fraction(1, 3), "b": Fraction(2, 3)}
    assert split_units(0, weights) == {"a": 0, "b": 0}
    assert split_units(0, {"a": 0, "b": 0}) == {"a": 0, "b": 0}
    assert split_units(-10, weights, residual_to="a") == {"a": -3, "b": -7}
    halves = split_amount(Decimal("0.03"), Decimal("0.01"), {"b": 1, "a": 1}, residual_to="b")
    assert halves == {"b": Decimal("0.01"), "a": Decimal("0.02")}
    assert [str(each) for each in halves.values()] == ["0.01", "0.02"]
    assert split_amount(Decimal("0.75"), Decimal("0.25"), {"a": 1, "b": 1}) == {
        "a": Decimal("0.50"), "b": Decimal("0.25"),
    }  # fmt: skip


def test_rounding__of_any_sort_of_number_to_any_quantum() -> None:
    eighth = Fraction(1, 8)
    assert [round_units(each, Decimal("0.25")) for each in (eighth, -eighth, 0)] == [1, -1, 0]
    assert str(from_units(-12, Decimal("0.01"))) == "-0.12"
    assert str(from_units(0, Decimal("0.01"))) == "0.00"
    assert from_units(3, Decimal("0.25")) == Decimal("0.75")
    assert from_units(3, Decimal(-1)) == -3
    assert str(round_half_away(Decimal("-0.004"), Decimal("0.01"))) == "0.00"
    assert str(round_half_away(Decimal("12345678901234567890.125"), Decimal("0.01"))) == (
        "12345678901234567890.13"
    )
    assert str(round_half_away(Fraction(1, 3), Decimal("0.01"))) == "0.33"
    assert round_half_away(Decimal("0.37"), Decimal("0.25")) == Decimal("0.25")
    assert str(value_usd(Decimal("1.005"), Decimal("1.1"))) == "1.11"


def test_units__are_what_the_standards_say() -> None:
    assert bbl_from_gal(Decimal(21)) == Decimal("0.5")
    assert mcf_at_base(Decimal(10), Decimal(15), Decimal(12)) == Decimal("12.5")
    assert psi_from_kpa(6.894757293168361) == pytest.approx(1.0, rel=1e-14)
    assert psi_from_bar(1.0) == pytest.approx(14.503773773, rel=1e-9)
    assert [degf_from_degc(each) for each in (-40.0, 0.0, 100.0)] == [-40.0, 32.0, 212.0]


def test_gas__changes_its_base_by_the_ideal_gas_law_exactly() -> None:
    """A cubic foot of 0.3048^3 m3, from 14.65 psia and 60 degF to 101.325 kPa and 15 degC."""
    kpa = Fraction("14.65") * Fraction("4.4482216152605") / Fraction("0.64516")
    warmth = Fraction("288.15") / (Fraction("519.67") / Fraction("1.8"))
    metres = 1000 * Fraction("0.3048") ** 3 * kpa / Fraction("101.325") * warmth
    exact = Decimal(metres.numerator) / Decimal(metres.denominator)
    assert mcf_from_sm3(exact) == pytest.approx(ONE, rel=SAME)


@pytest.mark.parametrize("unit", ["m3", "sm3"])
def test_units__a_cubic_metre_is_a_cubic_metre(unit: str) -> None:
    assert field_liquid_bbl(Decimal("0.158987294928"), unit) == 1
    assert field_gas_mcf(Decimal(1000), unit) == field_gas_mcf(ONE, "e3m3")
    metric, texas = field_gas_mcf(ONE, unit, Decimal("14.73")), field_gas_mcf(ONE, unit)
    assert metric / texas == pytest.approx(Decimal("14.65") / Decimal("14.73"), rel=SAME)


def test_whole_units__what_comes_to_nothing_is_left_out() -> None:
    assert [whole(Decimal(each)) for each in ("0.5", "-0.5", "0.49")] == [1, -1, 0]
    assert file_gas({"1": Decimal("0.4"), "2": Decimal("7.5")}) == (8, {"2": 8})
    assert file_liquid(10, Decimal("20.4"), {"0": Decimal("0.4"), "1": Decimal("5.5")}) == (
        10, 16, {"1": 6}, 20, 0,
    )  # fmt: skip


def test_whole_units__rounding_explains_two_barrels_and_one_for_each_disposition() -> None:
    with pytest.raises(DataError, match="stock fell from 5 to 1"):
        file_liquid(5, ONE, {"1": Decimal("0.4")})
    assert file_liquid(4, ONE, {"1": Decimal("0.4")}) == (4, 0, {}, 4, 3)


def test_quality__of_a_worse_code_keeps_the_flags_below_it() -> None:
    code = Quality.GOOD_LOCAL_OVERRIDE | 0x8480
    assert lowered(code, Quality.BAD_SENSOR_FAILURE) == 0x808C8480
    assert without_flags(code) == 0x00960000
    assert (is_good(0x3FFFFFFF), is_good(0x40000000)) == (True, False)
    assert (is_bad(0x7FFFFFFF), is_bad(0x80000000)) == (False, True)


def test_facts__hold_from_their_first_month_to_their_last() -> None:
    fact = {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 3, 1)}
    months = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 1))
    assert [is_valid_in(fact, month) for month in months] == [False, True, True, False]
    assert is_valid_in({"valid_from": date(2026, 2, 1)}, date(2099, 1, 1))


def test_facts__say_which_file_they_are_and_what_it_held() -> None:
    taxes = load_facts("domain.states.texas", "texas.toml")
    assert (taxes.name, taxes.content["jurisdiction"], len(taxes.content_hash)) == (
        "texas.toml", "TX", 64,
    )  # fmt: skip
    counties = load_rows("domain.wells", "texas_counties.csv")
    assert (counties.name, len(counties.content_hash)) == ("texas_counties.csv", 64)
    assert {"code": "501", "name": "Yoakum"} in [dict(row) for row in counties.rows]
    assert not any(value.startswith("#") for row in counties.rows for value in row.values())
