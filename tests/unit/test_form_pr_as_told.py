"""What a person is told of a Form PR that breaks a rule: which unit, which rule, and how."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from domain.errors import DataError
from domain.states.texas.form_pr import (
    Disposition,
    FormPrRow,
    form_findings,
    row_findings,
    well_kind,
)

MARCH = date(2026, 3, 1)
ROW = FormPrRow(
    district="08", unit_number="12345", unit_name="SMITH", well_kind="O", opening_stock_bbl=10,
    liquid_production_bbl=90, liquid_dispositions=(Disposition("1", 80),), closing_stock_bbl=20,
    gas_production_mcf=7, gas_dispositions=(Disposition("3", 7),),
)  # fmt: skip
WHERE = "O 08-12345 SMITH"


def sold(code: str, remark: str = "") -> dict[str, object]:
    return {"liquid_dispositions": (Disposition(code, 80, remark),)}


def gas(code: str, remark: str = "") -> dict[str, object]:
    return {"gas_dispositions": (Disposition(code, 7, remark),)}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"closing_stock_bbl": 17}, "opening + production - dispositions misses closing by 3 bbl "
                                    "[pr.liquid_balance]"),
        ({"gas_production_mcf": 5}, "production misses dispositions by -2 mcf [pr.gas_balance]"),
        ({"opening_stock_bbl": -10, "closing_stock_bbl": 0},
         "opening stock is -10 [pr.not_negative]"),
        ({"liquid_production_bbl": -10, "liquid_dispositions": (), "closing_stock_bbl": 0},
         "liquid production is -10 [pr.not_negative]"),
        ({"closing_stock_bbl": -1, "liquid_production_bbl": 69},
         "closing stock is -1 [pr.not_negative]"),
        ({"gas_production_mcf": -7, "gas_dispositions": (Disposition("3", -7),)},
         "gas production is -7 [pr.not_negative]; "
         "gas disposition 3 is -7 [pr.not_negative]"),
        ({"liquid_dispositions": (Disposition("1", -1),), "closing_stock_bbl": 101},
         "disposition 1 is -1 [pr.not_negative]"),
        ({"unit_number": "1"}, "number must be 5 digits [pr.unit_number]"),
        ({"district": "8"}, "district '8' is unknown [pr.district]"),
        (sold("99"), "liquid disposition code '99' does not exist for oil [pr.code_unknown]"),
        (gas("9"), "gas disposition code '9' does not exist for casinghead [pr.code_unknown]"),
        (gas("4"), "gas disposition code 4 is not valid in 2026-03 [pr.code_month]"),
        (gas("10"), "gas disposition code 10 needs a remark of AR, AE, EP, EX "
                    "[pr.flare_remark]"),
        (gas("10", "flared"), "gas disposition code 10 needs a remark of AR, AE, EP, EX "
                              "[pr.flare_remark]"),
        (sold("7"), "code 7 needs an explanation [pr.explain]"),
        (sold("7", "  "), "code 7 needs an explanation [pr.explain]"),
    ],
)  # fmt: skip
def test_row__each_rule_it_breaks_is_told_with_its_numbers(
    changes: Mapping[str, object], told: str
) -> None:
    row = replace(ROW, **changes)
    found = [str(each) for each in row_findings(row, MARCH)]
    where = row.where
    assert found == [f"{where}: {each}" for each in told.split("; ")]


@pytest.mark.parametrize("changes", [{}, sold("7", "theft"), gas("10", "AR"), gas("11", "ex.")])
def test_row__that_keeps_the_rules_has_no_finding(changes: Mapping[str, object]) -> None:
    assert row_findings(replace(ROW, **changes), MARCH, 10) == ()


def test_row__opening_with_another_stock_than_was_filed_tells_both() -> None:
    assert [str(each) for each in row_findings(ROW, MARCH, 11)] == [
        f"{WHERE}: opens with 10 bbl but 11 bbl were filed as the closing stock of the month "
        "before [pr.opening_stock]",
    ]  # fmt: skip


def test_row__of_a_gas_well_has_codes_of_its_own() -> None:
    well = {"well_kind": "G", "unit_number": "123456"}
    assert row_findings(replace(ROW, **well, **gas("9")), MARCH) == ()
    (told,) = row_findings(replace(ROW, **well, **sold("9")), MARCH)
    assert str(told) == (
        "G 08-123456 SMITH: liquid disposition code '9' does not exist for condensate "
        "[pr.code_unknown]"
    )


def test_row__without_a_name_is_known_by_its_number() -> None:
    assert replace(ROW, unit_name="").where == "O 08-12345"


def test_form__units_with_two_rows_or_none_are_told_and_stock_is_compared_for_each() -> None:
    other = replace(ROW, unit_number="54321")
    filed = {ROW.unit_key: 10, other.unit_key: 11}
    found = form_findings([ROW, ROW, other], MARCH, filed, [ROW.unit_key, "G/08/2", "G/08/1"])
    assert [str(each) for each in found] == [
        f"{WHERE}: has two rows [pr.unit_once]",
        "O 08-54321 SMITH: opens with 10 bbl but 11 bbl were filed as the closing stock of the "
        "month before [pr.opening_stock]",
        "G/08/1: has no row; report it at zero [pr.unit_missing]",
        "G/08/2: has no row; report it at zero [pr.unit_missing]",
    ]


def test_well_kind__that_is_not_on_the_form_is_refused() -> None:
    with pytest.raises(DataError) as refused:
        well_kind("lake")
    assert str(refused.value) == "reporting unit kind 'lake' is not on Form PR"
