"""Texas Form PR of a month: one row per reporting unit held, in whole barrels and Mcf.

Version 0 is a draft that is replaced whenever it is prepared; the production close writes the
version it closes. Opening stock is the whole closing stock filed for the month before; stocks and
dispositions are rounded and production is derived from them, so that every line foots.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from books.month.draft import MonthDraft, draft_month
from books.month.scope import held_month
from books.report import StageReport
from domain.calendar import last_of_month, previous_month
from domain.finding import Finding, require_none
from domain.made_from.earlier_codes import code_of
from domain.month.unit_month import PhaseMonth, UnitMonth
from domain.numbers.whole_units import file_gas, file_liquid, whole
from domain.states.texas.form_pr import (
    FORM_CODE,
    Disposition,
    FormPrRow,
    flare_code,
    form_findings,
    vent_code,
    well_kind,
)
from domain.states.working_days import form_pr_due_on
from storage.bulk import insert_rows
from storage.connections import Connection
from storage.identity import stable_id
from storage.rows import compliance
from storage.tenant import tenant_transaction

DRAFT: Final = 0
_FLARE_REMARK: Final = "flare_remark"
_AUTHORIZED_BY_RULE: Final = "AR"


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A reporting unit's row, the unit it is of, and what rounding cost its stock."""

    unit_id: UUID
    operator_id: UUID
    field_name: str
    row: FormPrRow
    stock_adjusted_bbl: int


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form worked out in memory, and the rules it breaks."""

    month: date
    due_on: date
    lines: tuple[UnitLine, ...]
    findings: tuple[Finding, ...]
    operators: tuple[compliance.Operator, ...]

    @property
    def is_balanced(self) -> bool:
        """Whether every line's identities hold."""
        return all(line.row.is_balanced for line in self.lines)


def prepare_form_pr(
    conn: Connection, organization_id: UUID, month: date, run_id: UUID
) -> StageReport:
    """Replace the draft of Form PR for an open month, in one transaction.

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

    Returns
    -------
    StageReport
        Rows, due date, and one flag per rule that a row breaks; a draft may break rules.

    Raises
    ------
    PeriodClosed
        If the month is closed: its form is final.
    """
    with tenant_transaction(conn, organization_id):
        scope = held_month(conn, organization_id, month)
        form = draft_form(conn, draft_month(conn, scope))
        return write_form(conn, organization_id, form, DRAFT, run_id)


def draft_form(conn: Connection, draft: MonthDraft) -> FormDraft:
    """Work out the form of a month of the tenant in scope."""
    month = draft.inputs.month
    filed = compliance.filed_closings(conn, FORM_CODE, previous_month(month))
    remark = str(compliance.organization_settings(conn).get(_FLARE_REMARK, _AUTHORIZED_BY_RULE))
    texan = [each for each in draft.units.values() if each.unit.state_jurisdiction == "TX"]
    lines = tuple(_line(each, month, filed.get(each.unit.id), remark) for each in texan)
    keys = {line.unit_id: _key(each) for line, each in zip(lines, texan, strict=True)}
    findings = form_findings(
        [line.row for line in lines],
        month,
        {keys[unit_id]: volume for unit_id, volume in filed.items() if unit_id in keys},
        keys.values(),
    )
    operators = compliance.operators(conn, sorted({each.unit.operator_id for each in texan}))
    return FormDraft(month, form_pr_due_on(month), lines, findings, tuple(operators))


def write_form(
    conn: Connection, organization_id: UUID, form: FormDraft, version: int, run_id: UUID
) -> StageReport:
    """Replace one version of a form, inside the caller's transaction; no lines, no form.

    Raises
    ------
    DataError
        If a stock or volume is below zero: the form has no place for it, even as a draft.
    """
    below_zero = [finding for finding in form.findings if finding.rule == "pr.not_negative"]
    require_none(
        below_zero, f"Form PR of {form.month:%Y-%m}", "look for a missing ticket or a wrong gauge"
    )
    remove_form(conn, form.month, version)
    if not form.lines:
        return StageReport("form_pr", {"compliance_report": 0, "compliance_row": 0})
    report_id = form_id(organization_id, form.month, version)
    insert_rows(conn, "compliance_report", [_report(form, report_id, version, run_id)])
    written = insert_rows(
        conn,
        "compliance_row",
        [_stored(line, report_id, number) for number, line in enumerate(form.lines, start=1)],
    )
    return StageReport(
        "form_pr",
        {"compliance_report": 1, "compliance_row": written},
        tuple(str(finding) for finding in form.findings),
        {
            "rows": written,
            "due_on": str(form.due_on),
            "balanced": "yes" if form.is_balanced else "no",
        },
    )


def form_id(organization_id: UUID, month: date, version: int) -> UUID:
    """Return the id of a version of a month's form, the same whenever it is written."""
    return stable_id("compliance_report", str(organization_id), FORM_CODE, str(month), str(version))


def remove_form(conn: Connection, month: date, version: int) -> None:
    """Delete one version of the month's form, inside the caller's transaction."""
    compliance.delete_report(conn, FORM_CODE, month, version)


def _line(month: UnitMonth, on: date, filed_bbl: int | None, flare_remark: str) -> UnitLine:
    unit = month.unit
    opening = whole(month.liquid.opening) if filed_bbl is None else filed_bbl
    liquid = file_liquid(opening, month.liquid.closing, _by_code("liquid", month.liquid, on))
    gas = file_gas(_by_code("gas", month.gas, on))
    remarked = {flare_code(on), vent_code(on)}
    remarks = {
        code_of("liquid", each.kind, on): each.remark
        for each in month.liquid.dispositions
        if each.remark
    }
    row = FormPrRow(
        district=unit.district,
        unit_number=unit.unit_number,
        unit_name=unit.unit_name,
        well_kind=well_kind(unit.kind),
        opening_stock_bbl=liquid.opening_bbl,
        liquid_production_bbl=liquid.production_bbl,
        liquid_dispositions=_sorted(
            Disposition(code, volume, remarks.get(code, ""))
            for code, volume in liquid.dispositions_bbl.items()
        ),
        closing_stock_bbl=liquid.closing_bbl,
        gas_production_mcf=gas.production_mcf,
        gas_dispositions=_sorted(
            Disposition(code, volume, flare_remark if code in remarked else "")
            for code, volume in gas.dispositions_mcf.items()
        ),
        commingling_permit=unit.permit,
    )
    return UnitLine(unit.id, unit.operator_id, unit.field_name, row, liquid.stock_adjusted_bbl)


def _by_code(phase: str, month: PhaseMonth, on: date) -> dict[str, Decimal]:
    volumes: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in month.dispositions:
        volumes[code_of(phase, each.kind, on)] += each.volume
    return dict(volumes)


def _sorted(dispositions: Iterable[Disposition]) -> tuple[Disposition, ...]:
    return tuple(sorted(dispositions, key=lambda each: (len(each.code), each.code)))


def _key(month: UnitMonth) -> str:
    unit = month.unit
    return f"{well_kind(unit.kind)}/{unit.district}/{unit.unit_number}"


def _report(form: FormDraft, report_id: UUID, version: int, run_id: UUID) -> dict[str, Any]:
    return {
        "id": report_id,
        "report_type": "form_pr",
        "form_code": FORM_CODE,
        "state_jurisdiction": "TX",
        "period_from": form.month,
        "period_to": last_of_month(form.month),
        "due_on": form.due_on,
        "status": "draft",
        "version": version,
        "form_body": {
            "month": f"{form.month:%m/%Y}",
            # As they were when the form was made: a later name or number is not on this form.
            "units": {str(line.unit_id): _names(form, line) for line in form.lines},
            "operators": [
                {
                    "name": each.company_name,
                    "p5_operator_number": each.p5_operator_number,
                    "address": each.address,
                    "phone": each.phone,
                }
                for each in form.operators
            ],
        },
        "calculated_values": {
            "liquid_production_bbl": _sum(form.lines, "liquid_production_bbl"),
            "gas_production_mcf": _sum(form.lines, "gas_production_mcf"),
            "is_balanced": form.is_balanced,
            "findings": [str(finding) for finding in form.findings],
            "stock_adjusted_bbl": {
                line.row.where: line.stock_adjusted_bbl
                for line in form.lines
                if line.stock_adjusted_bbl
            },
        },
        "run_id": run_id,
    }


def _names(form: FormDraft, line: UnitLine) -> dict[str, str]:
    operator = next(each for each in form.operators if each.id == line.operator_id)
    return {
        "operator_name": operator.company_name,
        "p5_operator_number": operator.p5_operator_number,
        "district": line.row.district,
        "unit_number": line.row.unit_number,
        "unit_name": line.row.unit_name,
        "field_name": line.field_name,
        "commingling_permit": line.row.commingling_permit,
    }


def _stored(line: UnitLine, report_id: UUID, number: int) -> dict[str, Any]:
    row = line.row
    return {
        "compliance_report_id": report_id,
        "reporting_unit_id": line.unit_id,
        "line_number": number,
        "well_kind": row.well_kind,
        "opening_stock_bbl": row.opening_stock_bbl,
        "liquid_production_bbl": row.liquid_production_bbl,
        "liquid_dispositions": [
            {"code": each.code, "volume_bbl": each.volume, "remark": each.remark}
            for each in row.liquid_dispositions
        ],
        "closing_stock_bbl": row.closing_stock_bbl,
        "gas_production_mcf": row.gas_production_mcf,
        "gas_dispositions": [
            {"code": each.code, "volume_mcf": each.volume, "remark": each.remark}
            for each in row.gas_dispositions
        ],
        "is_balanced": row.is_balanced,
    }


def _sum(lines: Sequence[UnitLine], name: str) -> int:
    return sum(getattr(line.row, name) for line in lines)
