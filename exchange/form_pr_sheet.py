"""Form PR for people: a CSV in the order of the form's columns, and a page to read.

Every disposition stands on its own line, zeros are left blank, as the agency's key-in screen wants
them. A form that no closed month stands behind says DRAFT on every line and across the page.
"""

import csv
import html
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from domain.calendar import first_of_month, month_label
from domain.errors import DataError
from domain.states.report import Report, ReportRow
from domain.states.texas.form_pr import Disposition, FormPrRow
from domain.states.texas.form_pr_filing import FORM
from domain.states.texas.state import STATE
from exchange.postal_address import postal_line
from storage.connections import Connection
from storage.rows import compliance
from storage.tenant import tenant_transaction

COLUMNS: Final = (
    "mark", "operator_name", "p5_operator_number", "district", "month",
    "1_field_and_lease_name", "2_well_kind", "3_rrc_identifier", "4_commingling_permit",
    "5_on_hand_beginning_bbl", "6_production_bbl", "7_disposition_bbl", "8_disposition_code",
    "9_on_hand_end_bbl", "10_formation_production_mcf", "11_disposition_mcf",
    "12_disposition_code", "remarks",
)  # fmt: skip
_HEADINGS: Final = (
    "Field, lease", "O/G/P", "RRC id", "Permit", "On hand, beginning [bbl]", "Produced [bbl]",
    "Disposition [bbl]", "Code", "On hand, end [bbl]", "Gas produced [Mcf]",
    "Gas disposition [Mcf]", "Code", "Remarks",
)  # fmt: skip


class PrintedRow(NamedTuple):
    """A unit's row of the form, and the names it is printed with."""

    names: ReportRow
    form: FormPrRow

    @property
    def section(self) -> tuple[str, str, str]:
        """Operator, its number, and district: each has a section of the page."""
        return self.names.operator_name, self.names.p5_operator_number, self.form.district


def write_form_pr(conn: Connection, organization_id: UUID, month: date, folder: Path) -> list[Path]:
    """Write the newest Form PR of a month as CSV and as a page; return both files.

    Raises
    ------
    DataError
        If no form was prepared for the month.
    """
    month = first_of_month(month)
    with tenant_transaction(conn, organization_id):
        report = compliance.newest_report(conn, FORM.code, month)
        rows = [] if report is None else _printed(report, compliance.report_rows(conn, report.id))
    if report is None:
        raise DataError(
            f"no Form PR was prepared for {month_label(month)}",
            remedy=f"`wellflow close production {month:%Y-%m}` prepares it",
        )
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"form-pr-{month_label(month)}{'' if report.version else '-DRAFT'}"
    sheet, page = folder / f"{stem}.csv", folder / f"{stem}.html"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sheet_lines(report, rows))
    page.write_text(form_page(report, rows), encoding="utf-8")
    return [sheet, page]


def _printed(report: Report, rows: Iterable[ReportRow]) -> list[PrintedRow]:
    where = f"{FORM.name} of {month_label(report.period_from)}"
    return [
        PrintedRow(each, FORM.read_row(each.form_row, f"{where}, line {each.line_number}"))
        for each in rows
    ]


def sheet_lines(report: Report, rows: Sequence[PrintedRow]) -> Iterable[tuple[str, ...]]:
    """Yield the lines of the sheet, head columns first."""
    mark = "" if report.version else "DRAFT"
    for row in rows:
        head = (
            mark, row.names.operator_name, row.names.p5_operator_number, row.form.district,
            f"{report.period_from:%m/%Y}",
        )  # fmt: skip
        for line in _form_lines(row):
            yield (*head, *line)


def form_page(report: Report, rows: Sequence[PrintedRow]) -> str:
    """Return the form as one page of HTML: a section per operator and district."""
    is_draft = report.version == 0
    base_psia = STATE.base_pressure_psia(report.period_from)
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        f"<title>Form PR {month_label(report.period_from)}</title><style>{_STYLE}</style></head>",
        f"<body class='{'draft' if is_draft else 'final'}'>",
        f"<h1>Monthly Production Report {report.period_from:%m/%Y}</h1>",
        f"<p>{'DRAFT, the month is not closed' if is_draft else f'Version {report.version}'}; "
        f"due {report.due_on}; volumes in whole barrels and Mcf at {base_psia} psia, 60 °F.</p>",
    ]
    ordered = sorted(rows, key=lambda row: (*row.section[1:], row.names.line_number))
    for (name, number, district), own in groupby(ordered, key=lambda row: row.section):
        head = f"{name}, operator no. {number}, district {district}"
        parts.append(f"<h2>{html.escape(head)}</h2>{_contact(report, number)}<table><thead><tr>")
        parts.extend(f"<th>{heading}</th>" for heading in _HEADINGS)
        parts.append("</tr></thead><tbody>")
        parts.extend(_html_row(line) for row in own for line in _form_lines(row))
        parts.append("</tbody></table>")
    return "\n".join([*parts, "</body></html>", ""])


def _contact(report: Report, p5_operator_number: str) -> str:
    for operator in report.form_body.get("operators", ()):
        if operator["p5_operator_number"] == p5_operator_number:
            known = (postal_line(operator["address"]), operator["phone"])
            return f"<p>{html.escape(', '.join(part for part in known if part))}</p>"
    return ""


def _form_lines(line: PrintedRow) -> Iterable[tuple[str, ...]]:
    """Yield a unit's lines: the first with its stocks, the others with dispositions alone."""
    row = line.form
    name = ", ".join(part for part in (line.names.field_name, row.unit_name) if part)
    pairs = list(zip_longest(row.liquid_dispositions, row.gas_dispositions)) or [(None, None)]
    for number, (liquid, gas) in enumerate(pairs):
        is_first = number == 0
        yield (
            name if is_first else "",
            row.well_kind if is_first else "",
            row.unit_number if is_first else "",
            row.commingling_permit if is_first else "",
            _blank(row.opening_stock_bbl) if is_first else "",
            _blank(row.liquid_production_bbl) if is_first else "",
            *_volume_and_code(liquid),
            _blank(row.closing_stock_bbl) if is_first else "",
            _blank(row.gas_production_mcf) if is_first else "",
            *_volume_and_code(gas),
            " ".join(each.remark for each in (liquid, gas) if each is not None and each.remark),
        )


def _volume_and_code(disposition: Disposition | None) -> tuple[str, str]:
    return ("", "") if disposition is None else (str(disposition.volume), disposition.code)


def _blank(volume: int) -> str:
    return "" if volume == 0 else str(volume)


def _html_row(line: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line) + "</tr>"


_STYLE: Final = (
    "body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}"
    "td,th{border:1px solid #999;padding:.2em .5em;text-align:right}"
    "td:first-child,th:first-child,td:last-child{text-align:left}td{white-space:nowrap}"
    ".draft::before{content:'DRAFT';position:fixed;top:30%;left:20%;font-size:12em;"
    "opacity:.12;transform:rotate(-20deg)}"
)
