"""Every refusal of a rule, letter by letter: what is wrong, where, and what to do about it."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.allocation.proportional import allocate_proportional
from domain.allocation.theoretical import theoretical_volume
from domain.allocation.true_up import derived_production, require_disposed_within
from domain.calendar import ProductionCalendar, parse_days, parse_month
from domain.capabilities import preset_capabilities
from domain.errors import ConfigError, DataError, StorageError, WellflowError
from domain.made_from.canonical import canonical_text, writer_of
from domain.measurement.tank import StrappingPoint, StrappingTable, upright_table
from domain.measurement.totalizer import TimedValue, TotalizerRules, difference
from domain.numbers.rounding import as_decimal
from domain.numbers.shares import split_amount, split_units
from domain.numbers.units import field_gas_mcf, field_liquid_bbl
from domain.numbers.whole_units import file_liquid
from domain.revenue.deck import DeckLine, require_deck
from domain.revenue.distribution import distribute
from domain.wells.api_number import parse_api_number
from domain.wells.well_lifecycle import check_transition
from tests.fixtures.revenue_records import deck_line

ONE, TWO = Decimal(1), Decimal(2)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TANK = upright_table(TWO, Decimal(240))


def strapped(*points: tuple[int, int]) -> StrappingTable:
    return StrappingTable(tuple(StrappingPoint(Decimal(a), Decimal(b)) for a, b in points))


def line(decimal: str, sort: str = "royalty_interest", line_id: str = "a") -> DeckLine:
    return deck_line(line_id, decimal, sort)


REFUSALS: list[tuple[Callable[[], object], str]] = [
    # measurement
    (lambda: strapped((0, 0)), "a strapping table needs two levels or more"),
    (lambda: strapped((0, 0), (5, 9), (5, 10)),
     "strapping is out of order at 5 in; levels rise and volumes never fall"),
    (lambda: strapped((0, 0), (5, 9), (6, 8)),
     "strapping is out of order at 6 in; levels rise and volumes never fall"),
    (lambda: TANK.volume_bbl(Decimal(241)),
     "gauge 241 in is outside the tank's table, 0 to 240 in; "
     "check the gauge or the strapping table"),
    (lambda: difference([TimedValue(NOON, 1), TimedValue(NOON, 2)], TotalizerRules()),
     "totalizer reading at 2026-03-01T12:00:00+00:00 does not follow 2026-03-01T12:00:00+00:00; "
     "sort the readings and keep one an instant"),
    # calendar
    (lambda: ProductionCalendar("UTC", 24).day_start_hour,
     "day_start_hour 24 is not an hour of the day; use 0 to 23"),
    (lambda: ProductionCalendar("Texas/Midland"),
     "unknown time zone 'Texas/Midland'; use an IANA name such as America/Chicago"),
    (lambda: ProductionCalendar("UTC").day_of(datetime(2026, 3, 7)),  # noqa: DTZ001
     "time 2026-03-07T00:00:00 has no zone; give it in UTC"),
    (lambda: parse_month("March"), "'March' is not a month; write it as 2026-03"),
    (lambda: parse_days("March"),
     "'March' names no days; write 2026-03, 2026-03-05 or 2026-03-01..2026-03-15"),
    (lambda: parse_days("2026-03-05..2026-03-04"),
     "'2026-03-05..2026-03-04' ends before it begins; write the earlier day first"),
    # allocation
    (lambda: theoretical_volume(-ONE, ONE), "test rate -1 or hours on 1 is negative"),
    (lambda: theoretical_volume(ONE, -ONE), "test rate 1 or hours on -1 is negative"),
    (lambda: allocate_proportional(-ONE, {"a": ONE}),
     "measured volume -1 is negative; look at the meter or the tank gauges; "
     "it is never clipped to zero"),
    (lambda: allocate_proportional(ONE, {"a": Decimal(0)}),
     "1 measured but the theoretical volume of every completion is zero; "
     "enter a well test or the hours on; an equal split is never assumed"),
    (lambda: derived_production(Decimal(9), ONE, [TWO]),
     "stock fell from 9 to 1 and dispositions do not explain it: production would be -6; "
     "look for a missing ticket or a wrong gauge"),
    (lambda: require_disposed_within(ONE, TWO, [TWO, TWO]),
     "dispositions of 4 exceed opening stock 1 + production 2; "
     "look for a ticket or statement line booked twice, or in the wrong month"),
    # numbers
    (lambda: as_decimal(float("nan")), "nan is not a number to calculate with"),
    (lambda: as_decimal(float("-inf")), "-inf is not a number to calculate with"),
    (lambda: split_units(1, {"a": 2, "b": -1}), "weight of b is negative: -1"),
    (lambda: split_units(-1, {"a": 0}),
     "-1 units to split but every weight is zero; an equal split is never assumed; give weights"),
    (lambda: split_amount(Decimal("0.001"), Decimal("0.01"), {"a": 1}),
     "0.001 is no multiple of 0.01; round it first"),
    (lambda: field_liquid_bbl(ONE, "mcf"),
     "unit 'mcf' does not measure a liquid; use bbl, gal, m3 or sm3"),
    (lambda: field_gas_mcf(ONE, "bbl"),
     "unit 'bbl' does not measure gas; use mcf, m3, sm3 or e3m3"),
    (lambda: file_liquid(100, ONE, {"1": Decimal(90), "2": ONE}),
     "stock fell from 100 to 1 bbl and dispositions of 91 bbl do not explain it; "
     "look for a missing ticket, or correct the opening stock as filed"),
    # revenue
    (lambda: require_deck("cost", [line("1")], "SMITH"),
     "SMITH: royalty_interest does not belong on a cost deck"),
    (lambda: require_deck("revenue", [line("1.1")], "SMITH"),
     "SMITH: interest 1.1 of owner owner-a is not within 0 and 1"),
    (lambda: require_deck("revenue", [line("0.999999999")], "SMITH"),
     "SMITH: interest 0.999999999 of owner owner-a has more than 8 places; "
     "keep the exact fraction beside the 8-place decimal"),
    (lambda: distribute([], ONE, ONE, ONE),
     "no revenue interest to pay; give the property a deck"),
    (lambda: distribute([line("0.5"), line("0.5")], ONE, ONE, ONE),
     "two deck lines carry the same id"),
    # wells and people
    (lambda: parse_api_number("42"),
     "'42' is no API number; write 10, 12 or 14 digits, e.g. 42-501-20130-03-00"),
    (lambda: parse_api_number("5200100001"),
     "'5200100001': state code 52 does not exist; Texas is 42"),
    (lambda: parse_api_number("0500007727"), "'0500007727': county code 000 does not exist"),
    (lambda: parse_api_number("4250220130"),
     "'4250220130': Texas has no county 502; "
     "onshore codes are odd, 001 to 507; offshore blocks are 600 to 799"),
    (lambda: check_transition("sold", "plugged"),
     "'sold' is no well status; use proposed, permitted, spudded, drilling, completing, "
     "producing, shut_in, temporarily_abandoned, permanently_abandoned, plugged"),
    (lambda: check_transition("spudded", "producing"),
     "a well cannot go from spudded to producing; after spudded comes drilling, plugged"),
    (lambda: check_transition("plugged", "producing"),
     "a well cannot go from plugged to producing; after plugged comes nothing"),
    (lambda: preset_capabilities("landman"),
     "no preset 'landman'; "
     "use owner, manager, pumper, accountant, engineer, technician, auditor"),
    # what a figure was made from
    (lambda: writer_of({"tank/1": 1}, "tank/2", "2026-03"),
     "2026-03: it was made from inputs in form tank/2, which is not known here; "
     "install the newer version of WellFlow that wrote it"),
    (lambda: canonical_text(Decimal("NaN")), "NaN is no number that can be written down"),
]  # fmt: skip


@pytest.mark.parametrize(("refused", "told"), REFUSALS, ids=[told[:50] for _, told in REFUSALS])
def test_refusal__says_what_is_wrong_and_what_to_do(
    refused: Callable[[], object], told: str
) -> None:
    with pytest.raises(WellflowError) as error:
        refused()
    assert str(error.value) == told


def test_refusal__of_a_setting_of_a_value_and_of_what_is_stored_are_three_sorts() -> None:
    with pytest.raises(ConfigError):
        ProductionCalendar("UTC", -1)
    with pytest.raises(DataError):
        parse_month("2026-13")
    with pytest.raises(StorageError):
        writer_of({}, "tank/2", "2026-03")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (object(), "object has no canonical text: name its fields one by one"),
        (datetime(2026, 3, 7), "2026-03-07 00:00:00 has no time zone, so it is no instant"),  # noqa: DTZ001
        ({1: "a", "1": "b"}, "two keys of a mapping have the same canonical text"),
    ],
)
def test_canonical_text__of_what_has_none_is_a_fault_of_the_program(
    value: object, told: str
) -> None:
    with pytest.raises(TypeError) as error:
        canonical_text(value)
    assert str(error.value) == told
