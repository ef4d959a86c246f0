"""Reports to agencies: every state of an organization's units is filed as its package says.

Version 0 is a draft that is replaced whenever it is prepared; the production close writes the
version it closes. A state whose form is not known files nothing, and a flag says so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from access.actors import Actor, require_stage, token_of
from books.filing.filed import filed_rows
from books.month.draft import MonthDraft, draft_month
from books.month.scope import held_month
from books.report import StageReport
from domain.calendar import last_of_month, month_label, previous_month
from domain.finding import require_none
from domain.month.unit_month import UnitMonth
from domain.states import registry
from domain.states.form import Filing, FilingMonth, Form, FormRow
from domain.states.registry import STATES
from domain.states.state import State
from domain.states.units_to_file import units_to_file
from storage.bulk import insert_rows
from storage.connections import Connection
from storage.identity import stable_id
from storage.rows import compliance
from storage.tenant import tenant_transaction

DRAFT: Final = 0
# The sort of every state's monthly report of production, called after the first there was. Reports
# of this sort are guarded by the close; those of taxes and royalties come after it.
PRODUCTION_REPORT: Final = "form_pr"


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form worked out in memory, the state that asks for it, and how many units it must name."""

    state: State
    form: Form[FormRow]
    filing: Filing
    n_held: int


@dataclass(frozen=True, slots=True)
class MonthFilings:
    """The forms of a month, and the states that have none."""

    month: date
    forms: tuple[FormDraft, ...]
    flags: tuple[str, ...]

    @property
    def is_balanced(self) -> bool:
        """Whether every line of every form balances."""
        return all(each.filing.is_balanced for each in self.forms)


def form_codes() -> list[str]:
    """Return the codes of all forms there are."""
    return [form.code for form in registry.forms()]


def prepare_filings(
    conn: Connection, organization_id: UUID, month: date, run_id: UUID, *, actor: Actor
) -> StageReport:
    """Replace the drafts of an open month's forms, in one transaction.

    Parameters
    ----------
    conn : Connection
        Connection of the pipeline or api role, outside a transaction.
    organization_id : UUID
        Tenant.
    month : date
        Any day of the production month.
    run_id : UUID
        Run that makes the rows.
    actor : Actor
        Whose stage it is: a person who may, or a schedule.

    Returns
    -------
    StageReport
        Rows, due date, and one flag per rule that a row breaks; a draft may break rules.

    Raises
    ------
    PeriodClosed
        If the month is closed: its forms are final.
    """
    require_stage(actor, organization_id, "stage.file")
    with tenant_transaction(conn, organization_id, token_of(actor)):
        scope = held_month(conn, organization_id, month)
        filings = draft_filings(conn, draft_month(conn, scope))
        return write_filings(conn, organization_id, filings, DRAFT, run_id)


def draft_filings(conn: Connection, draft: MonthDraft) -> MonthFilings:
    """Work out the forms of a month of the tenant in scope, state by state."""
    month = draft.inputs.month
    forms: list[FormDraft] = []
    flags: list[str] = []
    held = Counter(unit.state_jurisdiction for unit in draft.inputs.units.values())
    for code, n_held in sorted(held.items()):
        state = STATES.get(code)
        if state is None or not state.forms:
            name = code if state is None else state.name
            flags.append(
                f"{month_label(month)} {n_held} unit(s) of {name} not filed: its form is not known"
            )
            continue
        units = [each for each in draft.units.values() if each.unit.state_jurisdiction == code]
        forms += [
            FormDraft(state, form, _filing(conn, month, state, form, units), n_held)
            for form in state.forms
        ]
    return MonthFilings(month, tuple(forms), tuple(flags))


def write_filings(
    conn: Connection, organization_id: UUID, filings: MonthFilings, version: int, run_id: UUID
) -> StageReport:
    """Replace one version of a month's forms, inside the caller's transaction.

    Raises
    ------
    DataError
        If a stock or volume is one that a form has no place for, even as a draft.
    """
    for each in filings.forms:
        require_none(
            each.filing.unfit,
            f"{each.form.name} of {filings.month:%Y-%m}",
            "look for a missing ticket or a wrong gauge",
        )
    remove_filings(conn, filings.month, version)
    written = 0
    for each in filings.forms:
        report_id = form_id(organization_id, each.form.code, filings.month, version)
        written += _write(conn, each, report_id, version, run_id)
    if not filings.forms:
        rows = {"compliance_report": 0, "compliance_row": 0}
        return StageReport("filings", rows, filings.flags)
    findings = (str(finding) for each in filings.forms for finding in each.filing.findings)
    return StageReport(
        "filings",
        {"compliance_report": len(filings.forms), "compliance_row": written},
        (*filings.flags, *findings),
        {
            "rows": written,
            "due_on": str(min(each.filing.due_on for each in filings.forms)),
            "balanced": "yes" if filings.is_balanced else "no",
        },
    )


def form_id(organization_id: UUID, form_code: str, month: date, version: int) -> UUID:
    """Return the id of a version of a month's form, the same whenever it is written."""
    return stable_id("compliance_report", str(organization_id), form_code, str(month), str(version))


def remove_filings(conn: Connection, month: date, version: int) -> None:
    """Delete one version of the month's forms, inside the caller's transaction."""
    compliance.delete_reports(conn, form_codes(), month, version)


def _filing(
    conn: Connection, month: date, state: State, form: Form[FormRow], units: Sequence[UnitMonth]
) -> Filing:
    operator_ids = sorted({each.unit.operator_id for each in units})
    return form.filing(
        FilingMonth(
            month=month,
            units=units_to_file(units, month, state),
            filed_before=filed_rows(conn, form, previous_month(month)),
            operators=tuple(compliance.operators(conn, operator_ids)),
            settings=compliance.organization_settings(conn),
        )
    )


def _write(conn: Connection, draft: FormDraft, report_id: UUID, version: int, run_id: UUID) -> int:
    insert_rows(conn, "compliance_report", [_report(draft, report_id, version, run_id)])
    rows = [
        {
            "compliance_report_id": report_id,
            "reporting_unit_id": line.unit_id,
            "line_number": number,
            "form_row": line.row.stored(),
            "is_balanced": line.row.is_balanced,
        }
        for number, line in enumerate(draft.filing.lines, start=1)
    ]
    return insert_rows(conn, "compliance_row", rows)


def _report(draft: FormDraft, report_id: UUID, version: int, run_id: UUID) -> dict[str, Any]:
    filing = draft.filing
    return {
        "id": report_id,
        "report_type": PRODUCTION_REPORT,
        "form_code": draft.form.code,
        "state_jurisdiction": draft.state.code,
        "period_from": filing.month,
        "period_to": last_of_month(filing.month),
        "due_on": filing.due_on,
        "status": "draft",
        "version": version,
        "form_body": filing.body,
        "calculated_values": {
            **filing.totals,
            "is_balanced": filing.is_balanced,
            "findings": [str(finding) for finding in filing.findings],
        },
        "run_id": run_id,
    }
