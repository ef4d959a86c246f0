"""Form PR: example 23, codes by production month, identities, and due dates."""

import re
from dataclasses import replace
from datetime import date

import pytest

from domain.errors import DataError
from domain.states.texas.calendar import (
    OFFICE,
    form_pr_due_on,
    texas_gas_tax_due_on,
    texas_oil_tax_due_on,
)
from domain.states.texas.form_pr import (
    Disposition,
    FormPrRow,
    form_findings,
    row_findings,
    row_of,
    well_kind,
)
from domain.states.texas.form_pr_codes import code_of
from domain.states.texas.form_pr_filing import FORM
from domain.states.working_days import is_working_day, nth_working_day, working_days

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
    assert [code_of("gas", "flare", month) for month in (august, september)] == ["4", "10"]
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
    held = [ROW.unit_key, "G/08/123456"]
    found = form_findings([ROW, ROW], MARCH, {}, held)
    assert [finding.rule for finding in found] == ["pr.unit_once", "pr.unit_missing"]
    (missing,) = form_findings([ROW], MARCH, {ROW.unit_key: 412}, held)
    assert str(missing) == "G/08/123456: has no row; report it at zero [pr.unit_missing]"
    assert form_findings([ROW], MARCH, {ROW.unit_key: 412}, held[:1]) == ()


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
    assert nth_working_day(date(2026, 4, 1), 5, OFFICE) == date(2026, 4, 7)
    assert working_days(date(2026, 4, 1), date(2026, 4, 7), OFFICE) == 5
    with pytest.raises(DataError, match="does not reach 1999"):
        is_working_day(date(1999, 5, 3), OFFICE)


LIQUID_CODES = {
    "pipeline": "0", "truck": "1", "rail_or_barge": "2", "tank_cleaning": "3", "load_fluid": "4",
    "lost": "5", "sediment": "6", "other": "7", "skim": "8", "scrubber": "9",
}  # fmt: skip
GAS_CODES = {
    "fuel": "1", "pipeline": "2", "plant": "3", "lift": "5", "injection": "6", "carbon_black": "7",
    "storage": "8", "shrinkage": "9",
}  # fmt: skip


def test_code__of_every_kind_by_production_month() -> None:
    august, september = date(2021, 8, 31), date(2021, 9, 1)
    for month, flare, vent in ((august, "4", "4"), (september, "10", "11")):
        assert {kind: code_of("liquid", kind, month) for kind in LIQUID_CODES} == LIQUID_CODES
        gas = GAS_CODES | {"flare": flare, "vent": vent}
        assert {kind: code_of("gas", kind, month) for kind in gas} == gas
    assert code_of("liquid", "flare", september) is None
    assert code_of("gas", "truck", september) is None


def test_stored_row__reads_back_as_it_was() -> None:
    assert row_of(ROW.stored()) == ROW


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"closing_stock_bbl": None}, "closing_stock_bbl is None, not a whole number"),
        ({"closing_stock_bbl": -1}, "closing_stock_bbl is -1, not a whole number"),
        ({"closing_stock_bbl": True}, "closing_stock_bbl is True, not a whole number"),
        ({"district": 8}, "district is 8, not a text"),
        ({"well_kind": "X"}, "well_kind is 'X', not one of O, G, P"),
        ({"gas_dispositions": {}}, "gas_dispositions is {}, not a list of records"),
        ({"gas_dispositions": [{"code": "1", "remark": ""}]}, "volume_mcf is missing"),
        ({"water_bbl": 0}, "water_bbl is no column of the form"),
    ],
)
def test_stored_row__that_does_not_fit_the_record_is_refused_with_its_line(change, why) -> None:
    with pytest.raises(DataError, match=f"line 3: .*Form PR: {re.escape(why)}"):
        FORM.read_row({**ROW.stored(), **change}, "Form PR of 2026-03, line 3")


def test_stored_row__without_a_column_is_refused() -> None:
    short = {name: value for name, value in ROW.stored().items() if name != "unit_name"}
    with pytest.raises(DataError, match="unit_name is missing"):
        row_of(short)
