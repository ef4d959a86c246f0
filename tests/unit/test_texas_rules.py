"""Rules of Texas taxes, of Form PR and of working days, broken one at a time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.errors import DataError
from domain.states.texas.calendar import OFFICE
from domain.states.texas.form_pr import (
    Disposition,
    FormPrRow,
    row_findings,
)
from domain.states.texas.form_pr_codes import code_of
from domain.states.working_days import (
    FEDERAL,
    is_working_day,
    nth_working_day,
    working_day_or_next,
    working_days,
)
from tests.fixtures.texas_sale import texas_taxes

MARCH = date(2026, 3, 1)
ZERO = Decimal(0)


@pytest.mark.parametrize("exempt", ["-0.01", "1.01"])
def test_tax__exempt_decimal_is_a_share(exempt: str) -> None:
    with pytest.raises(DataError, match="not within 0 and 1"):
        texas_taxes("oil", MARCH, Decimal(1), Decimal(1), exempt_decimal=Decimal(exempt))


def test_tax__all_exempt_bears_nothing() -> None:
    lines = texas_taxes("oil", MARCH, Decimal(1), Decimal(70), exempt_decimal=Decimal(1))
    assert [line.amount for line in lines] == [0, 0]


def test_tax__exempt_share_bears_its_share_of_the_marketing_cost() -> None:
    lines = texas_taxes(
        "gas", MARCH, Decimal(10_000), Decimal(25_000), marketing_cost_usd=Decimal(4_000),
        exempt_decimal=Decimal("0.5"),
    )  # fmt: skip
    assert (lines[0].base, lines[0].amount) == (10_500, Decimal("787.50"))


def test_tax__negative_marketing_cost_is_refused() -> None:
    with pytest.raises(DataError, match="not allowed on gas"):
        texas_taxes("gas", MARCH, Decimal(1), Decimal(1), marketing_cost_usd=Decimal(-1))


def test_tax__a_correction_of_value_alone_is_a_reversal() -> None:
    tax, fee = texas_taxes("gas", MARCH, ZERO, Decimal(-1_000))
    assert (tax.base, tax.amount, fee.amount) == (-1_000, Decimal("-75.00"), 0)


def test_tax__value_below_the_floor_by_itself_is_taxed_as_it_is() -> None:
    """The lowest value of 10,000 mcf is 107.56 usd: costs stop there, but 50 usd stay 50."""
    cost = Decimal(10)
    tax, _ = texas_taxes("gas", MARCH, Decimal(10_000), Decimal(50), marketing_cost_usd=cost)
    assert (tax.base, tax.amount) == (50, Decimal("3.75"))


@pytest.mark.parametrize(
    ("value", "basis", "amount"),
    [("999.99", "volume", "46.00"), ("1000", "value", "46.00"), ("1001", "value", "46.05")],
)
def test_oil_tax__minimum_holds_only_below_a_dollar_a_barrel(
    value: str, basis: str, amount: str
) -> None:
    tax = texas_taxes("oil", MARCH, Decimal(1_000), Decimal(value))[0]
    assert (tax.basis, tax.amount) == (basis, Decimal(amount))


ROW = FormPrRow(
    district="08", unit_number="12345", unit_name="SMITH", well_kind="O", opening_stock_bbl=0,
    liquid_production_bbl=0, liquid_dispositions=(), closing_stock_bbl=0, gas_production_mcf=0,
    gas_dispositions=(),
)  # fmt: skip


def rules(month: date = MARCH, **changes: object) -> list[str]:
    changed = replace(ROW, **changes)  # type: ignore[arg-type]
    return [finding.rule for finding in row_findings(changed, month)]


@pytest.mark.parametrize(
    ("kind", "number", "is_right"),
    [
        ("O", "12345", True), ("O", "123456", False), ("O", "1234X", False),
        ("G", "123456", True), ("G", "12345", False), ("G", "1234567", False),
        ("P", "123456", True), ("P", "12345678", True), ("P", "1234567890", True),
        ("P", "123456789012", True), ("P", "12345678901234", True), ("P", "1234567", False),
    ],
)  # fmt: skip
def test_unit_number__has_the_digits_of_its_kind(kind: str, number: str, is_right: bool) -> None:
    found = rules(well_kind=kind, unit_number=number)
    assert found == ([] if is_right else ["pr.unit_number"])


def test_unit_key__is_letter_district_and_number() -> None:
    assert ROW.unit_key == "O/08/12345"


@pytest.mark.parametrize(
    "changes",
    [
        {"liquid_dispositions": (Disposition("0", 5), Disposition("1", -5))},
        {"gas_dispositions": (Disposition("3", 5), Disposition("1", -5))},
        {"opening_stock_bbl": -1, "closing_stock_bbl": -1, "gas_production_mcf": 0},
    ],
)
def test_volume__below_zero_is_named_wherever_it_stands(changes: Mapping[str, object]) -> None:
    assert set(rules(**changes)) == {"pr.not_negative"}


def test_balance__needs_both_identities() -> None:
    assert ROW.is_balanced
    assert not replace(ROW, gas_production_mcf=1).is_balanced
    assert not replace(ROW, liquid_production_bbl=1).is_balanced


def test_codes__hold_to_the_end_of_their_last_month() -> None:
    august, september = date(2021, 8, 31), date(2021, 9, 1)
    for kind, code in (("flare", "10"), ("vent", "11")):
        assert [code_of("gas", kind, day) for day in (august, september)] == ["4", code]
    old = {"gas_production_mcf": 1, "gas_dispositions": (Disposition("4", 1),)}
    assert rules(august, **old) == []
    assert rules(september, **old) == ["pr.code_month"]


def test_flare_remark__in_small_letters_is_one_too() -> None:
    flared = {"gas_production_mcf": 1, "gas_dispositions": (Disposition("10", 1, "ar: repairs"),)}
    assert rules(**flared) == []


def test_working_day__each_office_has_its_own_holidays() -> None:
    columbus_day = date(2026, 10, 12)
    assert is_working_day(columbus_day, OFFICE)
    assert not is_working_day(columbus_day, FEDERAL)
    assert working_day_or_next(columbus_day, FEDERAL) == date(2026, 10, 13)
    assert working_days(columbus_day, date(2026, 10, 13), FEDERAL) == 1


def test_nth_working_day__is_counted_from_the_first_whatever_day_was_named() -> None:
    assert nth_working_day(date(2026, 4, 20), 1, OFFICE) == nth_working_day(
        date(2026, 4, 1), 1, OFFICE
    )
