"""Form PR made from a month: kinds to codes, whole units, remarks, and what was filed before."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.states.form import (
    Filing,
    FilingMonth,
    KindVolume,
    Operator,
    PhaseToFile,
    UnitToFile,
)
from domain.states.texas.form_pr import Disposition, FormPrRow
from domain.states.texas.form_pr_filing import FORM

OPERATOR = Operator(UUID(int=9), "Brazos Bend", "123456", {"city": "Bryan"}, "979")
UNIT = UnitToFile(
    id=UUID(int=1), kind="oil_lease", district="08", unit_number="12345", unit_name="Smith",
    field_name="Spraberry", permit="7", operator_id=OPERATOR.id,
    liquid=PhaseToFile(
        Decimal("412.4"), Decimal("453.2"),
        (KindVolume("truck", Decimal("360.4")), KindVolume("pipeline", Decimal(900)),
         KindVolume("sediment", Decimal("4.4"), "tank cleaned")),
    ),
    gas=PhaseToFile(
        Decimal(0), Decimal(0),
        (KindVolume("plant", Decimal(2000)), KindVolume("flare", Decimal("30.4")),
         KindVolume("vent", Decimal("30.4"))),
    ),
)  # fmt: skip


def filing(month: date = date(2026, 3, 1), unit: UnitToFile = UNIT, **settings: str) -> Filing:
    return FORM.filing(FilingMonth(month, (unit,), {}, (OPERATOR,), settings))


def row(made: Filing) -> FormPrRow:
    ((_, found),) = made.lines
    assert isinstance(found, FormPrRow)
    return found


def test_filing__rounds_stocks_and_dispositions_and_derives_production() -> None:
    made = filing()
    found = row(made)
    assert (found.opening_stock_bbl, found.closing_stock_bbl) == (412, 453)
    assert found.liquid_production_bbl == 453 - 412 + 900 + 360 + 4
    assert found.liquid_dispositions == (
        Disposition("0", 900), Disposition("1", 360), Disposition("6", 4, "tank cleaned"),
    )  # fmt: skip
    assert found.gas_production_mcf == 2060
    assert (made.due_on, made.findings, made.unfit) == (date(2026, 4, 30), (), ())
    assert made.totals["liquid_production_bbl"] == found.liquid_production_bbl


def test_filing__flare_and_vent_share_a_code_up_to_august_2021_and_are_rounded_together() -> None:
    assert row(filing(date(2021, 8, 1))).gas_dispositions == (
        Disposition("3", 2000), Disposition("4", 61, "AR"),
    )  # fmt: skip
    assert row(filing(date(2021, 9, 1))).gas_dispositions == (
        Disposition("3", 2000), Disposition("10", 30, "AR"), Disposition("11", 30, "AR"),
    )  # fmt: skip


def test_filing__the_operators_own_flare_remark_goes_with_flared_gas() -> None:
    remarks = [each.remark for each in row(filing(flare_remark="EX")).gas_dispositions]
    assert remarks == ["", "EX", "EX"]


def test_filing__opens_with_what_was_filed_not_with_what_was_gauged() -> None:
    before = replace(row(filing()), closing_stock_bbl=410)
    made = FORM.filing(FilingMonth(date(2026, 4, 1), (UNIT,), {UNIT.id: before}, (OPERATOR,), {}))
    assert row(made).opening_stock_bbl == 410
    assert made.findings == ()


def test_filing__a_kind_without_a_code_is_refused_by_its_name() -> None:
    lost = PhaseToFile(Decimal(0), Decimal(0), (KindVolume("lost", Decimal(5)),))
    made = filing(unit=replace(UNIT, gas=lost))
    assert [(each.rule, "'lost'" in each.detail) for each in made.findings] == [
        ("pr.code_unknown", True)
    ]


def test_filing__a_negative_stock_has_no_place_even_on_a_draft() -> None:
    below = replace(UNIT.liquid, closing=Decimal(-3))
    made = filing(unit=replace(UNIT, liquid=below))
    assert [each.detail for each in made.unfit] == ["closing stock is -3"]


def test_filing__keeps_the_names_of_its_day() -> None:
    assert filing().body["units"] == {
        str(UNIT.id): {"operator_name": "Brazos Bend", "p5_operator_number": "123456",
                       "field_name": "Spraberry"},
    }  # fmt: skip
    assert filing().body["operators"][0]["p5_operator_number"] == "123456"
