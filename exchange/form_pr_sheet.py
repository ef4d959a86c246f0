"""Form PR for people: a CSV in the order of the form's columns, and a page to read.

Every disposition stands on its own line, zeros are left blank, as the agency's key-in screen wants
them. A form that no closed month stands behind says DRAFT on every line and across the page.
"""

import csv
import html
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from access.actors import require_reading
from access.people import Person
from books.trail.paper import line_of_close
from domain.calendar import first_of_month, month_label
from domain.capabilities import READ_VOLUME
from domain.errors import DataError
from domain.flags import raised
from domain.states.report import Report, ReportRow
from domain.states.texas.form_pr import Disposition, FormPrRow
from domain.states.texas.form_pr_filing import FORM
from domain.states.texas.state import STATE
from exchange.postal_address import postal_line
from storage.connections import Connection
from storage.rows import compliance
from storage.tenant import tenant_transaction


class PrintedRow(NamedTuple):
    """A unit's row of the form, and the names it is printed with."""

    names: ReportRow
    form: FormPrRow

    @property
    def section(self) -> tuple[str, str, str]:
        """Operator, its number, and district: each has a section of the page."""
        return self.names.operator_name, self.names.p5_operator_number, self.form.district

    @property
    def name(self) -> str:
        """Field and lease."""
        return ", ".join(part for part in (self.names.field_name, self.form.unit_name) if part)


class FormLine(NamedTuple):
    """A line of the form: a unit's first one has its stocks, the others dispositions alone."""

    report: Report
    unit: PrintedRow
    liquid: Disposition | None
    gas: Disposition | None
    is_first: bool


class FormColumn(NamedTuple):
    """A column: its heading in the sheet and on the page, which leaves out what has none there."""

    name: str
    heading: str
    cell: Callable[[FormLine], str]


def _of_unit(name: str, heading: str, shown: Callable[[PrintedRow], str]) -> FormColumn:
    """Return a column of what is said once of a unit, on its first line."""
    return FormColumn(name, heading, lambda line: shown(line.unit) if line.is_first else "")


# Each column once: a new one is a line here.
COLUMNS: Final = (
    FormColumn("mark", "", lambda line: "" if line.report.version else "DRAFT"),
    FormColumn("operator_name", "", lambda line: line.unit.names.operator_name),
    FormColumn("p5_operator_number", "", lambda line: line.unit.names.p5_operator_number),
    FormColumn("district", "", lambda line: line.unit.form.district),
    FormColumn("month", "", lambda line: f"{line.report.period_from:%m/%Y}"),
    _of_unit("1_field_and_lease_name", "Field, lease", lambda unit: unit.name),
    _of_unit("2_well_kind", "O/G/P", lambda unit: unit.form.well_kind),
    _of_unit("3_rrc_identifier", "RRC id", lambda unit: unit.form.unit_number),
    _of_unit("4_commingling_permit", "Permit", lambda unit: unit.form.commingling_permit),
    _of_unit("5_on_hand_beginning_bbl", "On hand, beginning [bbl]",
             lambda unit: _blank(unit.form.opening_stock_bbl)),
    _of_unit("6_production_bbl", "Produced [bbl]",
             lambda unit: _blank(unit.form.liquid_production_bbl)),
    FormColumn("7_disposition_bbl", "Disposition [bbl]", lambda line: _volume(line.liquid)),
    FormColumn("8_disposition_code", "Code", lambda line: _code(line.liquid)),
    _of_unit("9_on_hand_end_bbl", "On hand, end [bbl]",
             lambda unit: _blank(unit.form.closing_stock_bbl)),
    _of_unit("10_formation_production_mcf", "Gas produced [Mcf]",
             lambda unit: _blank(unit.form.gas_production_mcf)),
    FormColumn("11_disposition_mcf", "Gas disposition [Mcf]", lambda line: _volume(line.gas)),
    FormColumn("12_disposition_code", "Code", lambda line: _code(line.gas)),
    FormColumn("remarks", "Remarks", lambda line: _remarks(line)),
)  # fmt: skip
_PRINTED: Final = tuple(column for column in COLUMNS if column.heading)


def write_form_pr(
    conn: Connection, organization_id: UUID, month: date, folder: Path, *, person: Person
) -> list[Path]:
    """Write the newest Form PR of a month as CSV and as a page; return both files.

    Raises
    ------
    DataError
        If no form was prepared for the month.
    """
    require_reading(person, organization_id, READ_VOLUME)
    month = first_of_month(month)
    with tenant_transaction(conn, organization_id, person.token):
        report = compliance.newest_report(conn, FORM.code, month)
        rows = [] if report is None else _printed(report, compliance.report_rows(conn, report.id))
        trail = line_of_close(conn, month, report.version) if report and report.version else ""
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
        writer.writerow([column.name for column in COLUMNS])
        writer.writerows(sheet_lines(report, rows))
    page.write_text(form_page(report, rows, trail), encoding="utf-8")
    return [sheet, page]


def _printed(report: Report, rows: Iterable[ReportRow]) -> list[PrintedRow]:
    where = f"{FORM.name} of {month_label(report.period_from)}"
    return [
        PrintedRow(each, FORM.read_row(each.form_row, f"{where}, line {each.line_number}"))
        for each in rows
    ]


def sheet_lines(report: Report, rows: Sequence[PrintedRow]) -> Iterable[tuple[str, ...]]:
    """Yield the lines of the sheet, head columns first."""
    for row in rows:
        for line in _form_lines(report, row):
            yield tuple(column.cell(line) for column in COLUMNS)


def form_page(report: Report, rows: Sequence[PrintedRow], trail: str = "") -> str:
    """Return the form as one page of HTML: a section per operator and district.

    `trail` is the line of the close, where the close left one.
    """
    is_draft = report.version == 0
    base_psia = STATE.base_pressure_psia(report.period_from)
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        f"<title>Form PR {month_label(report.period_from)}</title><style>{_STYLE}</style></head>",
        f"<body class='{'draft' if is_draft else 'final'}'>",
        f"<h1>Monthly Production Report {report.period_from:%m/%Y}</h1>",
        f"<p>{'DRAFT, the month is not closed' if is_draft else f'Version {report.version}'}; "
        f"due {report.due_on}; volumes in whole barrels and Mcf at {base_psia} psia, 60 °F.</p>",
        *([f"<p>{html.escape(trail)}</p>"] if trail else []),
        *_to_correct(report),
    ]
    ordered = sorted(rows, key=lambda row: (*row.section[1:], row.names.line_number))
    for (name, number, district), own in groupby(ordered, key=lambda row: row.section):
        head = f"{name}, operator no. {number}, district {district}"
        parts.append(f"<h2>{html.escape(head)}</h2>{_contact(report, number)}<table><thead><tr>")
        parts.extend(f"<th>{column.heading}</th>" for column in _PRINTED)
        parts.append("</tr></thead><tbody>")
        parts.extend(_html_row(line) for row in own for line in _form_lines(report, row))
        parts.append("</tbody></table>")
    return "\n".join([*parts, "</body></html>", ""])


def _to_correct(report: Report) -> list[str]:
    """Return what keeps a draft from being filed, each rule with what to do about it."""
    if not report.findings:
        return []
    told = [f"<li>{html.escape(finding)}</li>" for finding in report.findings]
    remedies = [
        f"<li>{html.escape(f'{flag.name}: {flag.remedy}')}</li>" for flag in raised(report.findings)
    ]
    return [
        "<h2>To correct before it can be filed</h2><ul>", *told, "</ul><p>What to do:</p><ul>",
        *remedies, "</ul>",
    ]  # fmt: skip


def _contact(report: Report, p5_operator_number: str) -> str:
    for operator in report.form_body.get("operators", ()):
        if operator["p5_operator_number"] == p5_operator_number:
            known = (postal_line(operator["address"]), operator["phone"])
            return f"<p>{html.escape(', '.join(part for part in known if part))}</p>"
    return ""


def _form_lines(report: Report, row: PrintedRow) -> Iterable[FormLine]:
    """Yield a unit's lines, one for each disposition of liquid or gas and at least one."""
    dispositions = zip_longest(row.form.liquid_dispositions, row.form.gas_dispositions)
    for number, (liquid, gas) in enumerate(list(dispositions) or [(None, None)]):
        yield FormLine(report, row, liquid, gas, is_first=number == 0)


def _volume(disposition: Disposition | None) -> str:
    return "" if disposition is None else str(disposition.volume)


def _code(disposition: Disposition | None) -> str:
    return "" if disposition is None else disposition.code


def _remarks(line: FormLine) -> str:
    both = (line.liquid, line.gas)
    return " ".join(each.remark for each in both if each is not None and each.remark)


def _blank(volume: int) -> str:
    return "" if volume == 0 else str(volume)


def _html_row(line: FormLine) -> str:
    cells = (f"<td>{html.escape(column.cell(line))}</td>" for column in _PRINTED)
    return "<tr>" + "".join(cells) + "</tr>"


_STYLE: Final = (
    "body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}"
    "td,th{border:1px solid #999;padding:.2em .5em;text-align:right}"
    "td:first-child,th:first-child,td:last-child{text-align:left}td{white-space:nowrap}"
    ".draft::before{content:'DRAFT';position:fixed;top:30%;left:20%;font-size:12em;"
    "opacity:.12;transform:rotate(-20deg)}"
)
