"""The production close: a month is audited, written as a version, and locked.

One transaction: hold the month, build it, file the form, audit, change the state. A failing audit
rolls all of it back. The database itself refuses any change of a closed month and asks whether
the acting person may close.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from access.actors import Actor, Schedule, require_stage, token_of
from access.people import Person
from books.closing import column_rules
from books.closing.month_audits import AuditedMonth, audit_draft, audit_month
from books.closing.orders import order_in_force
from books.filing.filed import filed_rows
from books.filing.filing import (
    DRAFT,
    MonthFilings,
    draft_filings,
    form_codes,
    remove_filings,
    write_filings,
)
from books.month.draft import MonthDraft, draft_month, write_draft
from books.month.inputs import read_month
from books.month.scope import MonthScope, held_month
from books.report import StageReport
from books.revenue.decks import deck_flags
from domain.audit_outcome import (
    AuditCost,
    Outcome,
    blocking,
    remedies_of,
    remedy_of,
    to_look_at,
)
from domain.calendar import first_of_month, month_label, next_month
from domain.errors import DataError, PeriodClosed
from domain.made_from.canonical import form_of
from domain.made_from.differences import differences
from domain.made_from.production_month import written_down
from domain.period import Period
from domain.standing_order import OrderInForce
from storage.connections import Connection
from storage.rows import made_from, month_checks, periods
from storage.tenant import tenant_transaction, work_for

log = logging.getLogger(__name__)

_FAILURES_SHOWN: Final = 6
_VOLUMES: Final = ("oil_bbl", "condensate_bbl", "gas_mcf", "water_bbl")


@dataclass(frozen=True, slots=True)
class CloseReport:
    """What a close did, or what the close of this month once did.

    Two reports of the same close are equal; `is_repeat`, `audits` and `audit_cost` tell them apart.
    """

    month: date
    state: str
    version: int
    input_hash: str
    run_id: UUID | None
    closed_by: UUID | None
    closed_at: datetime | None
    rows: dict[str, int]
    figures: dict[str, Decimal]
    is_form_balanced: bool
    flags: tuple[str, ...] = field(default=(), compare=False)
    audits: tuple[Outcome, ...] = field(default=(), compare=False)
    audit_cost: AuditCost = field(default=AuditCost(), compare=False)
    closed_under: str = field(default="", compare=False)
    is_repeat: bool = field(default=False, compare=False)
    is_dry_run: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether no audit keeps the month open."""
        return not blocking(self.audits)

    @property
    def remedy(self) -> str:
        """What to do about the audits that failed."""
        return remedy_of(self.month, self.audits)

    @property
    def warned(self) -> tuple[str, ...]:
        """What to do about the audits that found something and kept nothing open."""
        return remedies_of(self.month, self.audits)


class _DryRun(Exception):  # noqa: N818  # carries a result out of a transaction, no error
    """Leaves the transaction of a dry run, so that it rolls back."""

    def __init__(self, report: CloseReport) -> None:
        self.report = report


def close_production(
    conn: Connection,
    organization_id: UUID,
    month: date,
    actor: Actor,
    run_id: UUID,
    dry_run: bool = False,
) -> CloseReport:
    """Close a production month in a person's name, or by a schedule under a standing order.

    Parameters
    ----------
    conn : Connection
        Connection of the pipeline or api role, outside a transaction.
    organization_id : UUID
        Tenant.
    month : date
        Any day of the production month.
    actor : Person or Schedule
        Who closes; a person needs production.close, a schedule an order in force.
    run_id : UUID
        Run that makes the rows.
    dry_run : bool
        Do everything, report, and change nothing; failing audits are reported, not raised.

    Returns
    -------
    CloseReport
        State, version, rows, totals and audits. Closing a closed month again from the same
        inputs returns the first result.

    Raises
    ------
    DataError
        If the actor may not close, the month before is still open, the month cannot be built,
        or an audit fails; nothing is changed then.
    PeriodClosed
        If the month is closed and what it was made from has changed since.
    """
    require_stage(actor, organization_id, "stage.close")
    with tenant_transaction(conn, organization_id, token_of(actor)):
        is_closed = periods.period(conn, first_of_month(month)).is_closed
    # Seconds; not while the month is held.
    load_seconds = 0.0 if is_closed else column_rules.load()
    try:
        with tenant_transaction(conn, organization_id, token_of(actor)):
            if isinstance(actor, Schedule):
                work_for(conn, actor.name)
            scope = held_month(conn, organization_id, month)
            if scope.period.is_closed:
                return _first_result(conn, scope)
            order = None if isinstance(actor, Person) else order_in_force(conn, organization_id)
            return _close(conn, scope, run_id, load_seconds, order=order, is_dry_run=dry_run)
    except _DryRun as done:
        return done.report


def propose_close(
    conn: Connection, organization_id: UUID, month: date, run_id: UUID, *, actor: Actor
) -> StageReport:
    """Note that a month waits to be closed, and say what would stop it; close nothing.

    Proposing again, or proposing a closed month, changes nothing.
    """
    require_stage(actor, organization_id, "stage.propose")
    with tenant_transaction(conn, organization_id, token_of(actor)):
        if isinstance(actor, Schedule):
            work_for(conn, actor.name)
        scope = held_month(conn, organization_id, month)
        label = scope.label
        if scope.period.is_closed:
            return StageReport("propose_close", {"production_period": 0}, (f"{label} is closed",))
        is_new = periods.propose(conn, scope.month)
        try:
            draft = draft_month(conn, scope)
        except DataError as error:
            return StageReport(
                "propose_close", {"production_period": int(is_new)}, (error.message,)
            )
        filings = draft_filings(conn, draft)
        outcomes = audit_draft(AuditedMonth(conn, organization_id, draft, filings))
    stopping = blocking(outcomes)
    told = (*map(str, stopping), *to_look_at(outcomes))
    log.info("proposed month=%s run=%s blockers=%s", label, run_id, len(stopping))
    return StageReport(
        "propose_close",
        {"production_period": int(is_new)},
        tuple(f"{label} {line}" for line in told),
        {"blocking_failures": len(stopping)},
    )


def _close(
    conn: Connection,
    scope: MonthScope,
    run_id: UUID,
    load_seconds: float,
    *,
    order: OrderInForce | None,
    is_dry_run: bool,
) -> CloseReport:
    draft = draft_month(conn, scope)
    _require_previous_closed(draft)
    periods.begin_close(conn, scope.month)
    built = write_draft(conn, draft, run_id)
    filings = draft_filings(conn, draft)
    _require_next_fits(conn, filings)
    remove_filings(conn, scope.month, DRAFT)
    filed = write_filings(conn, scope.organization_id, filings, draft.version, run_id)
    started = time.perf_counter()
    outcomes = audit_month(AuditedMonth(conn, scope.organization_id, draft, filings))
    cost = AuditCost.of(outcomes, time.perf_counter() - started, load_seconds)
    if not is_dry_run:
        _require_passed(scope.month, outcomes)
    made_from.keep(conn, scope.organization_id, draft.made_from)
    closed = periods.finish_close(conn, scope.month, draft.made_from.input_hash, run_id)
    # The schedule sees no money.
    decks = _deck_flags(conn) if order is None else ()
    report = CloseReport(
        month=scope.month,
        state=closed.state,
        version=closed.version,
        input_hash=draft.made_from.input_hash,
        run_id=closed.run_id,
        closed_by=closed.closed_by,
        closed_at=closed.closed_at,
        rows={**built.rows_written, "compliance_row": filed.rows_written["compliance_row"]},
        figures={name: Decimal(built.figures[name]) for name in _VOLUMES},
        is_form_balanced=filings.is_balanced,
        flags=(*built.flags, *filings.flags, *decks, *to_look_at(outcomes)),
        closed_under="" if order is None else str(order),
        audits=outcomes,
        audit_cost=cost,
    )
    if is_dry_run:
        period = scope.period
        raise _DryRun(replace(report, state=period.state, version=period.version, is_dry_run=True))
    log.info("closed month=%s version=%s run=%s audits: %s", scope.label, report.version, run_id,
             cost)  # fmt: skip
    return report


def _deck_flags(conn: Connection) -> tuple[str, ...]:
    # Decks block money, not volumes: the form falls due before they must be right.
    return tuple(f"deck_not_ready: {line}" for line in deck_flags(conn))


def _require_previous_closed(draft: MonthDraft) -> None:
    """Refuse a month whose opening stock comes from a draft, which may still change."""
    for unit_id, stock in draft.inputs.previous_stocks.items():
        if unit_id in draft.units and not stock.is_filed:
            raise DataError(
                "the month before is not closed, so the opening stock may still change",
                where=f"{month_label(draft.inputs.month)}, {draft.units[unit_id].unit.label}",
                remedy="close the months in order",
            )


def _require_next_fits(conn: Connection, filings: MonthFilings) -> None:
    """Refuse a month that ends with another stock than the next one, closed before it, began."""
    following = next_month(filings.month)
    for each in filings.forms:
        filed = filed_rows(conn, each.form, following)
        for line in each.filing.lines:
            after = filed.get(line.unit_id)
            if after is not None and after.opening_stock_bbl != line.row.closing_stock_bbl:
                raise DataError(
                    f"it ends with {line.row.closing_stock_bbl} bbl on hand, but "
                    f"{month_label(following)} is closed and began with "
                    f"{after.opening_stock_bbl} bbl",
                    where=f"{month_label(filings.month)}, {line.row.where}",
                    remedy="close the months in order",
                )


def _require_passed(month: date, outcomes: tuple[Outcome, ...]) -> None:
    failed = blocking(outcomes)
    if not failed:
        return
    shown = " | ".join(map(str, failed[:_FAILURES_SHOWN]))
    more = len(failed) - _FAILURES_SHOWN
    raise DataError(
        f"production month {month_label(month)} cannot close, {len(failed)} audit(s) fail: "
        f"{shown}{f' | and {more} more' if more > 0 else ''}",
        remedy=f"{remedy_of(month, outcomes)}; nothing was changed",
    )


def _first_result(conn: Connection, scope: MonthScope) -> CloseReport:
    """Return what the close of a month once did, if the month is still made from the same."""
    kept = scope.period.input_hash or ""
    form = form_of(kept)
    if scope.period.inputs_changed_at is not None or form is None:
        raise _changed(conn, scope, ())
    now = written_down(read_month(conn, scope), form)
    if now.input_hash != kept:
        raise _changed(conn, scope, differences(made_from.content(conn, kept), now))
    return _stored_result(conn, scope.period)


def _changed(conn: Connection, scope: MonthScope, differing: Sequence[str]) -> PeriodClosed:
    window, period = scope.window, scope.period
    papers = month_checks.arrived_since(
        conn, scope.month, window.start, window.end, period.closed_at
    )
    arrived = f": {_few(papers)} arrived" if papers else ""
    parts = f" ({_few(differing)})" if differing else ""
    return PeriodClosed(
        f"production month {scope.label} is closed at version {period.version}, "
        f"and what it was made from{parts} has changed since{arrived}",
        remedy="post a correction under the next version",
    )


def _few(names: Sequence[str]) -> str:
    more = len(names) - _FAILURES_SHOWN
    return f"{', '.join(names[:_FAILURES_SHOWN])}{f' and {more} more' if more > 0 else ''}"


def _stored_result(conn: Connection, period: Period) -> CloseReport:
    stored = month_checks.closed_figures(conn, period.month, period.version, form_codes())
    return CloseReport(
        month=period.month,
        state=period.state,
        version=period.version,
        input_hash=period.input_hash or "",
        run_id=period.run_id,
        closed_by=period.closed_by,
        closed_at=period.closed_at,
        rows={
            name: int(str(stored[name]))
            for name in ("allocated_month", "disposition_month", "compliance_row")
        },
        figures={name: Decimal(str(stored[name])) for name in _VOLUMES},
        is_form_balanced=bool(stored["is_balanced"]),
        is_repeat=True,
    )
