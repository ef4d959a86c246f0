"""Form PR for people: a line for each disposition, and what is of the unit on the first."""

import re
from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.states.texas.form_pr import Disposition, FormPrRow
from exchange.form_pr_sheet import PrintedRow, form_page, sheet_lines
from storage.rows.compliance import Report, ReportRow

REPORT = Report(
    id=UUID(int=1), form_code="TX-PR", period_from=date(2026, 3, 1), due_on=date(2026, 4, 30),
    status="draft", version=0, form_body={}, calculated_values={},
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
FIRST = ("SPRABERRY, SMITH -A-", "O", "12345", "4711", "412", "941", "900", "0", "453", "210",
         "150", "3", "")  # fmt: skip
SECOND = ("", "", "", "", "", "", "", "", "", "", "60", "10", "AR")


def test_sheet__stocks_stand_on_the_first_line_alone() -> None:
    head = ("DRAFT", "BBO Company", "123456", "08", "03/2026")
    assert list(sheet_lines(REPORT, [ROW])) == [(*head, *FIRST), (*head, *SECOND)]
    (closed, _) = sheet_lines(replace(REPORT, version=1), [ROW])
    assert closed == ("", *head[1:], *FIRST)


def test_sheet__nil_unit_has_one_line_with_zeros_left_blank() -> None:
    nil = replace(
        ROW.form, opening_stock_bbl=0, liquid_production_bbl=0, liquid_dispositions=(),
        closing_stock_bbl=0, gas_production_mcf=0, gas_dispositions=(), commingling_permit="",
    )  # fmt: skip
    (line,) = sheet_lines(REPORT, [PrintedRow(ROW.names, nil)])
    assert line[5:] == ("SPRABERRY, SMITH -A-", "O", "12345", *[""] * 10)


def test_page__has_a_heading_for_each_cell_of_its_lines() -> None:
    page = form_page(REPORT, [ROW])
    headings = re.findall(r"<th>(.*?)</th>", page)
    assert (headings[0], headings[-1]) == ("Field, lease", "Remarks")
    first, second = (re.findall(r"<td>(.*?)</td>", line) for line in page.split("<tr>")[2:])
    assert (tuple(first), tuple(second)) == (FIRST, SECOND)
    assert len(headings) == len(first)
