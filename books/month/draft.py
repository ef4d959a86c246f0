"""A production month after true-up: where each unit's product went, and each completion's share.

Grain: one `disposition_month` row per reporting unit, product, kind and code; one
`allocated_month` row per completion. Both carry the version that a close would make; building an
open month again replaces them, a closed month refuses.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from access.actors import Actor, require_stage, token_of
from books.month.inputs import read_month
from books.month.rows import completion_rows, disposition_rows
from books.month.scope import MonthScope, held_month
from books.report import StageReport
from domain.calendar import month_label, months_between
from domain.made_from.canonical import MadeFrom
from domain.made_from.production_month import written_down
from domain.month.completions import CompletionMonth, Part
from domain.month.inputs import MonthInputs
from domain.month.production_month import ProductionMonth, production_month
from domain.month.unit_month import UnitMonth
from storage.bulk import replace_window
from storage.connections import Connection
from storage.tenant import tenant_transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MonthDraft:
    """A month worked out in memory, before any row is written."""

    inputs: MonthInputs
    made_from: MadeFrom
    version: int
    month: ProductionMonth

    @property
    def units(self) -> Mapping[UUID, UnitMonth]:
        """The month of each reporting unit held."""
        return self.month.units

    @property
    def parts(self) -> tuple[Part, ...]:
        """The month of each completion within each unit."""
        return self.month.parts


def build_month(
    conn: Connection, organization_id: UUID, month: date, run_id: UUID, *, actor: Actor
) -> StageReport:
    """Work out an open month and replace its draft, in one transaction.

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
        Rows by table; production by product; what a person should look at.

    Raises
    ------
    PeriodClosed
        If the month is closed.
    DataError
        If it cannot be trued up; nothing is changed then.
    """
    require_stage(actor, organization_id, "stage.build")
    with tenant_transaction(conn, organization_id, token_of(actor)):
        scope = held_month(conn, organization_id, month)
        draft = draft_month(conn, scope)
        return write_draft(conn, draft, run_id)


def build_months(
    conn: Connection,
    organization_id: UUID,
    first_month: date,
    last_month: date,
    run_id: UUID,
    *,
    actor: Actor,
) -> StageReport:
    """Build the months of a range one after another, a transaction each."""
    reports = [
        build_month(conn, organization_id, month, run_id, actor=actor)
        for month in months_between(first_month, last_month)
    ]
    rows: Counter[str] = Counter()
    figures: dict[str, Decimal] = {}
    for report in reports:
        rows.update(report.rows_written)
        for name, figure in report.figures.items():
            figures[name] = figures.get(name, Decimal(0)) + Decimal(figure)
    flags = tuple(flag for report in reports for flag in report.flags)
    return StageReport("months", dict(rows), flags, {**figures, "months": len(reports)})


def draft_month(conn: Connection, scope: MonthScope) -> MonthDraft:
    """Work out an open month of the tenant in scope.

    Raises
    ------
    PeriodClosed
        If the month is closed.
    """
    scope.require_open()
    inputs = read_month(conn, scope)
    return MonthDraft(
        inputs=inputs,
        made_from=written_down(inputs),
        version=scope.period.open_version,
        month=production_month(inputs),
    )


def write_draft(conn: Connection, draft: MonthDraft, run_id: UUID) -> StageReport:
    """Replace the rows of a draft, inside the caller's transaction."""
    month = draft.inputs.month
    key = {"month": month, "version": draft.version}
    completions = completion_rows(
        draft.month.completions, draft.version, run_id, draft.made_from.input_hash
    )
    dispositions = disposition_rows(draft.units.values(), month, draft.version, run_id)
    window = "month = %(month)s and version = %(version)s"
    rows_written = {
        "disposition_month": replace_window(conn, "disposition_month", window, key, dispositions),
        "allocated_month": replace_window(conn, "allocated_month", window, key, completions),
    }
    log.info("month=%s version=%s rows=%s", month_label(month), draft.version, rows_written)
    return StageReport(
        "months", rows_written, _flags(draft), dict(_figures(draft.month.completions))
    )


def _flags(draft: MonthDraft) -> tuple[str, ...]:
    label = month_label(draft.inputs.month)
    names = {days.completion_id: days.completion_name for days in draft.inputs.sums}
    by_flag: dict[str, list[str]] = {}
    for completion in draft.month.completions:
        for flag in completion.flags:
            by_flag.setdefault(flag, []).append(names[completion.completion_id])
    of_completions = [
        f"{label} {flag}: {', '.join(sorted(found))}" for flag, found in sorted(by_flag.items())
    ]
    of_units = [
        f"{label} {flag}: {month.unit.label}"
        for month in draft.units.values()
        for flag in month.flags
    ]
    return (*of_units, *of_completions)


def _figures(completions: Iterable[CompletionMonth]) -> Iterable[tuple[str, Decimal]]:
    for name in ("oil_bbl", "condensate_bbl", "gas_mcf", "water_bbl"):
        volumes = (getattr(each, name) for each in completions)
        yield name, sum((volume for volume in volumes if volume is not None), Decimal(0))
