"""The audits that a production month must pass before it closes.

Each builds a small frame; residuals are whole numbers of 0.0001 bbl or Mcf, expected to be zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from books.closing.audit import Audit, Frame, has_rows, is_at_least, is_one_of, is_unique, is_zero
from books.closing.table_audits import table_audit
from books.days.late_readings import changed_days
from books.filing.filing import FormDraft, MonthFilings, form_id
from books.month.draft import MonthDraft
from domain.calendar import last_of_month
from domain.month.inputs import MonthInputs
from domain.month.unit_month import PhaseMonth, UnitMonth
from domain.numbers.rounding import VOLUME_QUANTUM, round_units
from storage.connections import Connection
from storage.rows import month_checks

_WORKED: Final = ("ok", "flagged")
_ABSENT: Final = "was not run"


def month_audits(conn: Connection, draft: MonthDraft, filings: MonthFilings) -> tuple[Audit, ...]:
    """Return the audits of a month worked out in memory, of the tenant in scope."""
    month = draft.inputs.month
    audits = [
        _days(month_checks.day_coverage(conn, month)),
        _day_states(month_checks.day_outcomes(conn, month)),
        _tank_ledger(month_checks.ledger_breaks(conn, month)),
        _tickets(conn, draft.inputs),
        _up_to_date(conn, month),
        _measured(month_checks.unmeasured(conn, month)),
        _conservation(draft),
    ]
    return (*audits, *(_form(each) for each in filings.forms))


def stored_audits(
    conn: Connection, organization_id: UUID, draft: MonthDraft, filings: MonthFilings
) -> tuple[Audit, ...]:
    """Return the audits of a month's rows, and of its forms', as they were staged."""
    month, version = draft.inputs.month, draft.version
    audits = [
        _stored(month_checks.stored_totals(conn, month, version)),
        table_audit(conn, "allocated_month", ("month", "version"), (month, version)),
        table_audit(conn, "disposition_month", ("month", "version"), (month, version)),
    ]
    for each in filings.forms:
        report_id = form_id(organization_id, each.form.code, month, version)
        audits.append(table_audit(conn, "compliance_row", ("compliance_report_id",), (report_id,)))
    return tuple(audits)


def _days(rows: Sequence[month_checks.DayCoverage]) -> Audit:
    frame: Frame = {
        "key": [_missing_label(row) for row in rows],
        "missing_days": [row.n_missing for row in rows],
    }
    return Audit("every_day_present", frame, (is_zero("missing_days"),))


def _missing_label(row: month_checks.DayCoverage) -> str:
    if row.first_missing is None:
        return row.completion_name
    return f"{row.completion_name} lacks {row.n_missing} day(s) from {row.first_missing}"


def _day_states(rows: Sequence[month_checks.DayOutcome]) -> Audit:
    frame: Frame = {
        "key": [
            f"{row.produced_on} {row.stage} "
            f"{_ABSENT if row.outcome == 'absent' else row.reason}".rstrip()
            for row in rows
        ],
        "outcome": [row.outcome for row in rows],
    }
    return Audit("no_failed_day", frame, (is_one_of("outcome", _WORKED),))


def _tank_ledger(rows: Sequence[month_checks.LedgerBreak]) -> Audit:
    frame: Frame = {
        "key": [f"battery {row.facility_code}" for row in rows],
        "missing_days": [row.n_missing for row in rows],
        "residual_units": [row.break_units for row in rows],
    }
    return Audit("tank_ledger", frame, (is_zero("missing_days"), is_zero("residual_units")))


def _tickets(conn: Connection, inputs: MonthInputs) -> Audit:
    window = inputs.window
    rows = month_checks.hauled_residuals(conn, inputs.month, window.start, window.end)
    frame: Frame = {
        "key": [f"battery {row.facility_code}: allocate its days again" for row in rows],
        "residual_units": [row.residual_units for row in rows],
    }
    return Audit("tickets_in_ledger", frame, (is_zero("residual_units"),))


def _up_to_date(conn: Connection, month: date) -> Audit:
    changed = changed_days(conn, month, last_of_month(month))
    outdated = month_checks.outdated_days(conn, month)
    frame: Frame = {
        "key": [
            *(f"{day} has {abs(n)} reading(s) {'more' if n > 0 else 'fewer'} than when it was "
              "measured" for day, n in sorted(changed.items())),
            *(f"{row.produced_on} {row.reason}" for row in outdated),
        ],
        "outdated": [1] * (len(changed) + len(outdated)),
    }  # fmt: skip
    return Audit("days_up_to_date", frame, (is_zero("outdated"),))


def _measured(rows: Sequence[month_checks.Unmeasured]) -> Audit:
    frame: Frame = {
        "key": [
            f"{row.point_name} told no {row.quantity} on {row.n_days} day(s) from {row.first_day}"
            for row in rows
        ],
        "missing_days": [row.n_days for row in rows],
    }
    return Audit("nothing_unmeasured", frame, (is_zero("missing_days"),))


def _conservation(draft: MonthDraft) -> Audit:
    allocated: defaultdict[tuple[object, str], Decimal] = defaultdict(Decimal)
    for part in draft.parts:
        unit_id = part.days.reporting_unit_id
        for phase, volume in (
            ("liquid", part.oil_bbl),
            ("liquid", part.condensate_bbl),
            ("gas", part.gas_mcf),
        ):
            allocated[unit_id, phase] += volume or Decimal(0)
    rows = [
        (month, phase, phase_month, allocated[month.unit.id, phase])
        for month in draft.units.values()
        for phase, phase_month in _phases(month)
    ]
    frame: Frame = {
        "key": [f"{month.unit.label} {phase}" for month, phase, _, _ in rows],
        "residual_units": [_units(each.residual) for _, _, each, _ in rows],
        "allocation_residual_units": [_units(each.production - made) for _, _, each, made in rows],
        "production_units": [_units(each.production) for _, _, each, _ in rows],
        "closing_units": [_units(each.closing) for _, _, each, _ in rows],
    }
    rules = (
        is_zero("residual_units"),
        is_zero("allocation_residual_units"),
        is_at_least("production_units", 0),
        is_at_least("closing_units", 0),
    )
    return Audit("conservation", frame, rules)


def _stored(rows: Sequence[month_checks.StoredTotal]) -> Audit:
    frame: Frame = {
        "key": [row.product for row in rows],
        "residual_units": [row.unit_units - row.completion_units for row in rows],
    }
    return Audit("stored_month", frame, (is_zero("residual_units"),))


def _form(draft: FormDraft) -> Audit:
    rows, findings = [line.row for line in draft.filing.lines], draft.filing.findings
    broken = {row.where: [f for f in findings if f.where == row.where] for row in rows}
    frame: Frame = {
        "key": [
            f"{row.where} {'; '.join(finding.detail for finding in broken[row.where])}".rstrip()
            for row in rows
        ],
        "unit": [row.unit_key for row in rows],
        "liquid_residual_bbl": [row.liquid_residual_bbl for row in rows],
        "gas_residual_mcf": [row.gas_residual_mcf for row in rows],
        "closing_stock_bbl": [row.closing_stock_bbl for row in rows],
        "broken_rules": [len(broken[row.where]) for row in rows],
    }
    rules = (
        is_zero("liquid_residual_bbl"),
        is_zero("gas_residual_mcf"),
        is_zero("broken_rules"),
        is_at_least("closing_stock_bbl", 0),
        is_unique("unit"),
        has_rows(draft.n_held),
    )
    return Audit(draft.form.report_type, frame, rules)


def _phases(month: UnitMonth) -> Iterable[tuple[str, PhaseMonth]]:
    return ("liquid", month.liquid), ("gas", month.gas)


def _units(volume: Decimal) -> int:
    return round_units(volume, VOLUME_QUANTUM)
