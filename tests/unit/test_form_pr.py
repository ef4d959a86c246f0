"""Form PR: example 23, codes by production month, identities, and due dates."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import DataError
from domain.states.texas.form_pr import (
    Disposition,
    FormPrRow,
    flare_code,
    form_findings,
    require_filable,
    row_findings,
    unit_key,
    well_kind,
)
from domain.states.working_days import (
    form_pr_due_on,
    is_working_day,
    nth_working_day,
    texas_gas_tax_due_on,
    texas_oil_tax_due_on,
    working_days,
)

MARCH = date(2026, 3, 1)
ROW = FormPrRow(
    district="08",
    unit_number="12345",
    unit_name="SMITH -A-",
    well_kind="O",
    opening_stock_bbl=412,
    liquid_production_bbl=1_305,
    liquid_dispositions=(Disposition("0", 900), Disposition("1", 360), Disposition("6", 4)),
    closing_stock_bbl=453,
    gas_production_mcf=2_210,
    gas_dispositions=(
        Disposition("3", 2_000),
        Disposition("1", 150),
        Disposition("10", 60, "AR"),
    ),
)


def rules(row: FormPrRow, month: date = MARCH, closing: int | None = None) -> list[str]:
    return [finding.rule for finding in row_findings(row, month, closing)]


def test_example_23__balances() -> None:
    assert ROW.is_balanced
    assert rules(ROW, closing=412) == []


def test_example_23__in_august_2021_flared_gas_is_code_4() -> None:
    august, september = date(2021, 8, 1), date(2021, 9, 1)
    assert rules(ROW, august) == ["pr.code_month"]
    assert (flare_code(august), flare_code(september)) == ("4", "10")
    old = (*ROW.gas_dispositions[:2], Disposition("4", 60))
    assert rules(replace(ROW, gas_dispositions=old), august) == []
    assert rules(replace(ROW, gas_dispositions=old), september) == ["pr.code_month"]


def test_flare_remark__asked_for_from_january_2022() -> None:
    bare = replace(ROW, gas_dispositions=(*ROW.gas_dispositions[:2], Disposition("10", 60)))
    assert rules(bare, date(2021, 12, 1)) == []
    assert rules(bare, date(2022, 1, 1)) == ["pr.flare_remark"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"closing_stock_bbl": 454}, "pr.liquid_balance"),
        ({"gas_production_mcf": 2_211}, "pr.gas_balance"),
        ({"unit_number": "1234"}, "pr.unit_number"),
        ({"district": "12"}, "pr.district"),
        ({"opening_stock_bbl": -1, "closing_stock_bbl": 40}, "pr.not_negative"),
        ({"liquid_dispositions": (Disposition("99", 1_264),)}, "pr.code_unknown"),
        ({"liquid_dispositions": (Disposition("7", 1_264),)}, "pr.explain"),
        ({"gas_dispositions": (Disposition("9", 2_210),)}, "pr.code_unknown"),
    ],
)
def test_row__each_broken_rule_is_named(change, rule) -> None:
    assert rules(replace(ROW, **change)) == [rule]


def test_opening__must_be_what_was_filed() -> None:
    assert rules(ROW, closing=411) == ["pr.opening_stock"]


def test_gas_row__condensate_has_no_scrubber_code_but_extraction_loss_is_allowed() -> None:
    gas = replace(
        ROW, well_kind="G", unit_number="123456",
        liquid_dispositions=(Disposition("9", 1_264),),
        gas_dispositions=(Disposition("9", 2_210),),
    )  # fmt: skip
    assert rules(gas) == ["pr.code_unknown"]


def test_form__every_unit_held_needs_one_row() -> None:
    held = [unit_key(ROW), "G/08/123456"]
    found = form_findings([ROW, ROW], MARCH, {}, held)
    assert [finding.rule for finding in found] == ["pr.unit_once", "pr.unit_missing"]
    with pytest.raises(DataError, match=r"G/08/123456.*pr\.unit_missing"):
        require_filable([ROW], MARCH, {unit_key(ROW): 412}, held)
    require_filable([ROW], MARCH, {unit_key(ROW): 412}, held[:1])


def test_well_kind__comes_from_the_reporting_unit() -> None:
    assert [well_kind(kind) for kind in ("oil_lease", "gas_id", "pending")] == ["O", "G", "P"]
    with pytest.raises(DataError, match="not on Form PR"):
        well_kind("water_lease")


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (date(2026, 10, 1), date(2026, 11, 30)),
        (date(2026, 4, 1), date(2026, 5, 29)),
        (date(2024, 10, 1), date(2024, 11, 27)),
        (date(2026, 3, 1), date(2026, 4, 30)),
    ],
)
def test_due_date__last_working_day_rolls_back(month, due) -> None:
    assert form_pr_due_on(month) == due


def test_due_date__taxes_roll_forward() -> None:
    october = date(2026, 10, 1)
    assert texas_oil_tax_due_on(october) == date(2026, 11, 25)
    assert texas_gas_tax_due_on(october) == date(2026, 12, 21)


def test_working_days__fifth_of_april_2026_and_a_year_out_of_reach() -> None:
    assert nth_working_day(date(2026, 4, 1), 5) == date(2026, 4, 7)
    assert working_days(date(2026, 4, 1), date(2026, 4, 7)) == 5
    with pytest.raises(DataError, match="does not reach 1999"):
        is_working_day(date(1999, 5, 3))
