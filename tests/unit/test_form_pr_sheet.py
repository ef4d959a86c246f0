"""Form PR for people: a line for each disposition, and what is of the unit on the first."""

import re
from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.flags import declared_flags
from domain.states.report import Report, ReportRow
from domain.states.texas.form_pr import Disposition, FormPrRow
from exchange.form_pr_sheet import COLUMNS, PrintedRow, form_page, sheet_lines

REPORT = Report(
    id=UUID(int=1), period_from=date(2026, 3, 1), due_on=date(2026, 4, 30), version=0, form_body={},
    calculated_values={},
)  # fmt: skip
ROW = PrintedRow(
    ReportRow(1, "BBO Company", "123456", "SPRABERRY", {}),
    FormPrRow(
        district="08", unit_number="12345", unit_name="SMITH -A-", well_kind="O",
        opening_stock_bbl=412, liquid_production_bbl=941,
        liquid_dispositions=(Disposition("0", 900),), closing_stock_bbl=453,
        gas_production_mcf=210,
        gas_dispositions=(Disposition("3", 150), Disposition("10", 60, "AR")),
        commingling_permit="4711",
    ),
)  # fmt: skip
HEAD = ("mark", "operator_name", "p5_operator_number", "district", "month")
OF_UNIT = ("1_field_and_lease_name", "2_well_kind", "3_rrc_identifier", "4_commingling_permit",
           "5_on_hand_beginning_bbl", "6_production_bbl", "9_on_hand_end_bbl",
           "10_formation_production_mcf")  # fmt: skip
DISPOSED = ("7_disposition_bbl", "8_disposition_code", "11_disposition_mcf",
            "12_disposition_code", "remarks")  # fmt: skip


def shown(line: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    cells = dict(zip((column.name for column in COLUMNS), line, strict=True))
    return [cells[name] for name in names]


def test_sheet__what_is_of_the_unit_stands_on_its_first_line_alone() -> None:
    first, second = sheet_lines(REPORT, [ROW])
    assert shown(first, OF_UNIT) == [
        "SPRABERRY, SMITH -A-", "O", "12345", "4711", "412", "941", "453", "210",
    ]  # fmt: skip
    assert shown(second, OF_UNIT) == [""] * len(OF_UNIT)
    assert shown(first, DISPOSED) == ["900", "0", "150", "3", ""]
    assert shown(second, DISPOSED) == ["", "", "60", "10", "AR"]


def test_sheet__each_line_says_whose_it_is_and_whether_it_is_a_draft() -> None:
    head = ["BBO Company", "123456", "08", "03/2026"]
    assert [shown(line, HEAD) for line in sheet_lines(REPORT, [ROW])] == [["DRAFT", *head]] * 2
    closed = sheet_lines(replace(REPORT, version=1), [ROW])
    assert [shown(line, HEAD) for line in closed] == [["", *head]] * 2


def test_sheet__nil_unit_has_one_line_with_zeros_left_blank() -> None:
    nil = replace(
        ROW.form, opening_stock_bbl=0, liquid_production_bbl=0, liquid_dispositions=(),
        closing_stock_bbl=0, gas_production_mcf=0, gas_dispositions=(), commingling_permit="",
    )  # fmt: skip
    (line,) = sheet_lines(REPORT, [PrintedRow(ROW.names, nil)])
    assert shown(line, OF_UNIT) == ["SPRABERRY, SMITH -A-", "O", "12345", *[""] * 5]
    assert shown(line, DISPOSED) == [""] * len(DISPOSED)


def test_page__shows_the_cells_of_the_sheet_that_have_a_heading_there() -> None:
    page = form_page(REPORT, [ROW])
    printed = [column.heading for column in COLUMNS if column.heading]
    assert re.findall(r"<th>(.*?)</th>", page) == printed
    assert (printed[0], printed[-1]) == ("Field, lease", "Remarks")
    cells = [re.findall(r"<td>(.*?)</td>", line) for line in page.split("<tr>")[2:]]
    assert cells == [
        [cell for column, cell in zip(COLUMNS, line, strict=True) if column.heading]
        for line in sheet_lines(REPORT, [ROW])
    ]


def test_columns__each_has_a_name_of_its_own() -> None:
    names = [column.name for column in COLUMNS]
    assert len(names) == len(set(names))
    assert set(names) >= {*HEAD, *OF_UNIT, *DISPOSED}


def test_draft__says_what_to_correct_before_it_can_be_filed() -> None:
    broken = "O 08-12345 SMITH -A-: opens with 412 bbl but 400 bbl were filed [pr.opening_stock]"
    page = form_page(replace(REPORT, calculated_values={"findings": [broken, broken]}), [ROW])
    assert page.count(broken) == 2
    (opening,) = (flag for flag in declared_flags() if flag.name == "pr.opening_stock")
    assert page.count(f"pr.opening_stock: {opening.remedy}") == 1
    assert "To correct" not in form_page(REPORT, [ROW])
