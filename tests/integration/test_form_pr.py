"""Form PR of a month against a real database."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from books.filing.filing import prepare_filings
from domain.errors import DataError, WellflowError
from exchange.form_pr_sheet import write_form_pr
from storage.bulk import insert_rows
from storage.tenant import tenant_transaction
from tests.fixtures.field_month import MONTH, RUN, FieldMonth
from tests.fixtures.signed_in import ANY_STAGE


def lines(field: FieldMonth) -> dict[str, tuple]:
    rows = field.rows(
        "select r.form_row, r.is_balanced from wellflow.compliance_row r order by r.line_number"
    )
    return {
        row["unit_number"]: (
            row["well_kind"], row["opening_stock_bbl"], row["liquid_production_bbl"],
            row["liquid_dispositions"], row["closing_stock_bbl"], row["gas_production_mcf"],
            row["gas_dispositions"], is_balanced,
        )
        for row, is_balanced in rows
    }  # fmt: skip


def test_form_pr__every_unit_held_has_a_balanced_row_in_whole_units(
    texas_month: FieldMonth,
) -> None:
    report = prepare_filings(
        texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE
    )
    assert report.rows_written == {"compliance_report": 1, "compliance_row": 4}
    assert report.flags == ()
    # The last working day of April 2026 is the 30th, a Thursday.
    assert report.figures["due_on"] == "2026-04-30"
    assert lines(texas_month) == {
        "08111": ("O", 67, 1240, [{"code": "1", "remark": "", "volume_bbl": 840}], 467, 930,
                  [{"code": "1", "remark": "", "volume_mcf": 47},
                   {"code": "3", "remark": "", "volume_mcf": 860},
                   {"code": "10", "remark": "AR", "volume_mcf": 23}], True),
        "08222": ("O", 33, 620, [{"code": "1", "remark": "", "volume_bbl": 420}], 233, 311,
                  [{"code": "1", "remark": "", "volume_mcf": 16},
                   {"code": "3", "remark": "", "volume_mcf": 287},
                   {"code": "10", "remark": "AR", "volume_mcf": 8}], True),
        "123456": ("G", 100, 62, [], 162, 15500,
                   [{"code": "1", "remark": "", "volume_mcf": 62},
                    {"code": "3", "remark": "", "volume_mcf": 15407},
                    {"code": "10", "remark": "AR", "volume_mcf": 31}], True),
        "08333": ("O", 100, 1240, [{"code": "0", "remark": "", "volume_bbl": 1260}], 80, 775,
                  [{"code": "1", "remark": "", "volume_mcf": 62},
                   {"code": "3", "remark": "", "volume_mcf": 682},
                   {"code": "10", "remark": "AR", "volume_mcf": 31}], True),
    }  # fmt: skip


def test_form_pr__draft_is_replaced_not_repeated(texas_month: FieldMonth) -> None:
    prepare_filings(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    first = lines(texas_month)
    prepare_filings(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    assert lines(texas_month) == first
    assert texas_month.rows("select version, status::text from wellflow.compliance_report") == [
        (0, "draft")
    ]


def test_form_pr__unit_without_a_day_is_reported_at_zero(texas: FieldMonth) -> None:
    prepare_filings(texas.pipeline, texas.organization_id, MONTH, RUN, actor=ANY_STAGE)
    rows = lines(texas)
    assert len(rows) == 4
    assert rows["08111"] == ("O", 0, 0, [], 0, 0, [], True)


def test_form_pr__flare_carries_code_4_before_september_2021(texas: FieldMonth) -> None:
    texas.execute("update wellflow.reporting_unit set effective_from = '2021-01-01'")
    texas.execute("update wellflow.completion_reporting_unit set effective_from = '2021-01-01'")
    texas.execute("update wellflow.network_edge set effective_from = '2021-01-01'")
    texas.execute("update wellflow.sales_contract set effective_from = '2021-01-01'")
    texas.fill_month(date(2021, 8, 1))
    prepare_filings(texas.pipeline, texas.organization_id, date(2021, 8, 1), RUN, actor=ANY_STAGE)
    gas = {each["code"]: each["remark"] for each in lines(texas)["123456"][6]}
    assert gas == {"1": "", "3": "", "4": "AR"}


def test_form_pr__liquids_of_the_worked_example_foot(texas: FieldMonth) -> None:
    """Regulatory reference, example 23: open 412, production 1,305, close 453."""
    facility = texas.id_of("facility", "SOUTH")
    day = {
        "facility_id": facility, "produced_on": MONTH, "opening_nsv_bbl": Decimal(412),
        "produced_nsv_bbl": Decimal(1305), "hauled_nsv_bbl": Decimal(364),
        "piped_nsv_bbl": Decimal(900), "closing_nsv_bbl": Decimal(453), "run_id": RUN,
    }  # fmt: skip
    made = texas._allocated("G-1", "08333", "1305.0000", "0", MONTH, "0")
    sediment = {
        **texas._ticket(MONTH), "tank_id": texas.id_of("tank", "SOUTH T1"),
        "oil_nsv_bbl": Decimal(4), "disposition_kind": "sediment", "remark": "tank cleaned",
    }  # fmt: skip
    with tenant_transaction(texas.owner, texas.organization_id):
        insert_rows(texas.owner, "tank_ledger_day", [day])
        insert_rows(texas.owner, "allocated_day", [made])
        insert_rows(texas.owner, "run_ticket", [sediment])
    prepare_filings(texas.pipeline, texas.organization_id, MONTH, RUN, actor=ANY_STAGE)
    kind, opening, production, disposed, closing, *_ = lines(texas)["08333"]
    assert (kind, opening, production, closing) == ("O", 412, 1305, 453)
    assert disposed == [
        {"code": "0", "remark": "", "volume_bbl": 900},
        {"code": "1", "remark": "", "volume_bbl": 360},
        {"code": "6", "remark": "tank cleaned", "volume_bbl": 4},
    ]


def test_form_pr__stock_below_zero_is_refused_with_its_unit(texas: FieldMonth) -> None:
    texas.fill_month(stocks=dict.fromkeys(("NORTH", "SOUTH", "PAD"), Decimal(0)))
    with pytest.raises(DataError, match=r"08-08333 Gamma: closing stock is -20"):
        prepare_filings(texas.pipeline, texas.organization_id, MONTH, RUN, actor=ANY_STAGE)


@pytest.mark.parametrize(("code", "name"), [("NM", "New Mexico"), ("OK", "OK")])
def test_filings__state_without_a_form_files_nothing_and_says_so(
    texas_month: FieldMonth, code: str, name: str
) -> None:
    texas_month.execute(
        "update wellflow.reporting_unit set state_jurisdiction = %s where unit_number = '08333'",
        code,
    )
    report = prepare_filings(
        texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE
    )
    assert report.rows_written == {"compliance_report": 1, "compliance_row": 3}
    assert report.flags == (f"2026-03 1 unit(s) of {name} not filed: its form is not known",)
    assert "08333" not in lines(texas_month)


def test_filings__organization_with_no_known_form_files_nothing(texas_month: FieldMonth) -> None:
    prepare_filings(texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE)
    texas_month.execute("update wellflow.reporting_unit set state_jurisdiction = 'NM'")
    report = prepare_filings(
        texas_month.pipeline, texas_month.organization_id, MONTH, RUN, actor=ANY_STAGE
    )
    assert report.rows_written == {"compliance_report": 0, "compliance_row": 0}
    assert texas_month.rows("select count(*) from wellflow.compliance_report") == [(0,)]


def with_first_row(field: FieldMonth, form_row: object) -> None:
    """Put another content in the place of the draft's first row."""
    prepare_filings(field.pipeline, field.organization_id, MONTH, RUN, actor=ANY_STAGE)
    ((report_id, unit_id),) = field.rows(
        "select compliance_report_id, reporting_unit_id from wellflow.compliance_row"
        " where line_number = 1"
    )
    row = {
        "compliance_report_id": report_id, "reporting_unit_id": unit_id, "line_number": 1,
        "form_row": form_row, "is_balanced": True,
    }  # fmt: skip
    with tenant_transaction(field.owner, field.organization_id):
        field.owner.execute("delete from wellflow.compliance_row where line_number = 1")
        insert_rows(field.owner, "compliance_row", [row])


def test_stored_row__that_does_not_fit_its_states_record_names_report_and_line(
    texas_month: FieldMonth, tmp_path: Path
) -> None:
    with_first_row(texas_month, {"district": "08"})
    with pytest.raises(DataError, match=r"Form PR of 2026-03, line 1: .*unit_number is missing"):
        write_form_pr(
            texas_month.api, texas_month.organization_id, MONTH, tmp_path,
            person=texas_month.accountant,
        )  # fmt: skip


def test_stored_row__is_an_object(texas_month: FieldMonth) -> None:
    with pytest.raises(WellflowError, match="compliance_row_rule_1"):
        with_first_row(texas_month, [])
