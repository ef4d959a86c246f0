"""A revenue run: one purchaser's statement, valued, taxed and distributed to the cent.

Tax that the purchaser withheld is booked as withheld, our own computation is the check; where the
producer remits, the computed tax is taken from the owners and payable by us. A line at fault
blocks the whole run. A booked statement run again from the same inputs gives the first result.
"""

import logging
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from access.actors import require_any, require_reading
from access.people import Person
from books.days.scope import organization_calendar
from books.report import StageReport
from domain.capabilities import READ_MONEY
from domain.errors import DataError
from domain.finding import require_none
from domain.made_from.canonical import form_of
from domain.revenue.deck import Deck, DeckLine
from domain.revenue.distributed import Distributed, distributed, distribution
from domain.revenue.forms import written_down
from domain.revenue.run import OwnerDue, Run, owners_due, run_totals
from domain.revenue.statement import (
    Statement,
    StatementLine,
    contract_findings,
    statement_findings,
)
from domain.revenue.statement_checks import ReadyLine, ready_lines
from storage.bulk import insert_rows
from storage.connections import Connection
from storage.identity import stable_id
from storage.records import row_of
from storage.rows import made_from, revenue
from storage.tenant import tenant_transaction

log = logging.getLogger(__name__)

RUNS_STATEMENTS: Final = ("payment.prepare", "accounting.close")


def run_statement(
    conn: Connection, organization_id: UUID, statement_id: UUID, person: Person, run_id: UUID
) -> StageReport:
    """Value and distribute one statement in one transaction.

    Parameters
    ----------
    conn : Connection
        Connection of the pipeline or api role, outside a transaction.
    organization_id : UUID
        Tenant.
    statement_id : UUID
        Statement; see `statement_by_number`.
    person : Person
        Who runs it; needs payment.prepare or accounting.close.
    run_id : UUID
        Run that makes the rows.

    Returns
    -------
    StageReport
        Rows by table; gross, tax, withheld, deductions and net.

    Raises
    ------
    DataError
        Naming every line at fault; nothing is stored then.
    """
    require_any(person, organization_id, RUNS_STATEMENTS)
    with tenant_transaction(conn, organization_id, person.token):
        revenue.hold_statement(conn, statement_id)
        statement = _statement(conn, statement_id)
        paper = revenue.statement_lines(conn, statement_id)
        decks = _decks_of(conn, {line.property_id for line in paper})
        entries = _checked(statement, paper, decks)
        booked = revenue.standing_run(conn, statement_id)
        if booked is not None:
            _require_own(statement, booked)
            return _first_result(conn, statement, entries, booked)
        lines = [distributed(entry) for entry in entries]
        inputs = written_down(statement, entries)
        stamp = _Stamp(person.app_user_id, run_id)
        run = _new_run(conn, statement, lines, stamp, inputs.input_hash)
        _store(conn, statement, lines, run)
        made_from.keep(conn, organization_id, inputs)
        n_owners = sum(len(line.shares) for line in lines)
        due = owners_due(lines, decks.owner_codes)
        report = _report(conn, run, (len(lines), n_owners), due)
    log.info("statement=%s run=%s net=%s", statement.statement_number, run_id, run.net_usd)
    return report


def statement_by_number(
    conn: Connection, organization_id: UUID, statement_number: str, *, person: Person
) -> UUID:
    """Return the newest statement of a number, or of the purchaser's code and number, CODE/NUMBER.

    Raises
    ------
    DataError
        If there is none, or two purchasers use the same number.
    """
    require_reading(person, organization_id, READ_MONEY)
    with tenant_transaction(conn, organization_id, person.token):
        found = revenue.statement_ids(conn, statement_number)
    if len(found) == 1:
        return found[0]
    raise DataError(
        "there is no such statement" if not found else "two purchasers use this number",
        where=f"statement {statement_number}",
        remedy="import it: wellflow import statement FILE"
        if not found
        else f"write the purchaser's code before it: CODE/{statement_number}",
    )


@dataclass(frozen=True, slots=True)
class _Stamp:
    run_by: UUID
    run_id: UUID


@dataclass(frozen=True, slots=True)
class _Decks:
    """The decks of a statement's properties with their lines, and the owners' codes."""

    decks: list[Deck]
    lines: Mapping[UUID | str, tuple[DeckLine, ...]]
    owner_codes: Mapping[UUID | str, str]


def _decks_of(conn: Connection, properties: Set[UUID]) -> _Decks:
    decks = [deck for deck in revenue.all_decks(conn) if deck.property_id in properties]
    lines = revenue.deck_lines(conn, [deck.id for deck in decks])
    codes = {line.owner_id: line.owner_code for own in lines.values() for line in own}
    return _Decks(decks, lines, codes)


def _statement(conn: Connection, statement_id: UUID) -> Statement:
    statement = revenue.statement(conn, statement_id)
    if statement is None:
        raise DataError("there is no such statement", where=str(statement_id))
    if statement.is_superseded:
        raise DataError(
            "a later statement corrects this one",
            where=f"statement {statement.statement_number}",
            remedy="run the correction",
        )
    return statement


def _checked(
    statement: Statement, lines: Sequence[StatementLine], decks: _Decks
) -> list[ReadyLine]:
    entries, found = ready_lines(lines, decks.decks, decks.lines)
    require_none(
        [
            *statement_findings(lines, statement.total_usd, statement.check_amount_usd),
            *contract_findings(statement, lines),
            *found,
        ],
        f"statement {statement.statement_number} of {statement.purchaser_name}",
        "correct what is named and run it again; nothing was booked",
    )
    return entries


def _new_run(
    conn: Connection,
    statement: Statement,
    lines: Sequence[Distributed],
    stamp: _Stamp,
    input_hash: str,
) -> Run:
    version = revenue.run_count(conn, statement.id) + 1
    totals = run_totals(lines)
    return Run(
        id=stable_id("revenue_run", str(statement.id), str(version)),
        statement_id=statement.id,
        state="draft",
        version=version,
        gross_usd=totals.gross_usd,
        tax_usd=totals.tax_usd,
        deductions_usd=totals.deductions_usd,
        net_usd=totals.net_usd,
        run_by=stamp.run_by,
        input_hash=input_hash,
        run_id=stamp.run_id,
    )


def _store(conn: Connection, statement: Statement, lines: Sequence[Distributed], run: Run) -> None:
    insert_rows(conn, "revenue_run", [row_of(run)])
    tickets = _tickets(conn, statement, lines)
    kept = {_distribution_id(run, line): line for line in lines}
    insert_rows(
        conn,
        "revenue_distribution",
        [
            row_of(
                distribution(line, tickets.get(line.entry.line.line_number, ())),
                id=distribution_id,
                revenue_run_id=run.id,
            )
            for distribution_id, line in kept.items()
        ],
    )
    insert_rows(
        conn,
        "owner_revenue",
        [
            row_of(share, revenue_distribution_id=distribution_id)
            for distribution_id, line in kept.items()
            for share in line.shares
        ],
    )
    revenue.book(conn, run.id)


def _distribution_id(run: Run, line: Distributed) -> UUID:
    return stable_id("revenue_distribution", str(run.id), str(line.entry.line.line_number))


def _tickets(
    conn: Connection, statement: Statement, results: Sequence[Distributed]
) -> Mapping[int, Sequence[str]]:
    """Return the tickets behind each line: its month's loads from the tanks of its unit.

    A battery of several units has its loads on the lines of each of them.
    """
    calendar = organization_calendar(conn)
    spans = {
        line.line_number: (line.property_id, calendar.month_window(line.sales_month))
        for line in (result.entry.line for result in results)
        if line.product != "gas"
    }
    return revenue.ticket_numbers(conn, statement.purchaser_id, spans)


def _require_own(statement: Statement, booked: Run) -> None:
    """Refuse a correction while what it corrects is booked: owners would be paid twice."""
    if booked.statement_id != statement.id:
        raise DataError(
            "it corrects a statement that is booked",
            where=f"statement {statement.statement_number}",
            remedy="take that run back first: wellflow revenue reverse NUMBER",
        )


def _first_result(
    conn: Connection, statement: Statement, entries: Sequence[ReadyLine], booked: Run
) -> StageReport:
    form = form_of(booked.input_hash)
    is_same = (
        form is not None
        and booked.inputs_changed_at is None
        and written_down(statement, entries, form).input_hash == booked.input_hash
    )
    if not is_same:
        raise DataError(
            f"version {booked.version} is booked, and its deck, contract or tax rule has changed",
            where=f"statement {statement.statement_number}",
            remedy="take it back first: wellflow revenue reverse NUMBER",
        )
    counts = revenue.stored_counts(conn, booked.id)
    return _report(conn, booked, counts, revenue.owners_due(conn, booked.id))


def _report(
    conn: Connection, run: Run, counts: tuple[int, int], owners: Sequence[OwnerDue]
) -> StageReport:
    n_lines, n_owners = counts
    twice = [
        f"line {line_number} is paid by several statements: {', '.join(numbers)}"
        for line_number, numbers in revenue.repeated_lines(conn, run.id)
    ]
    held = [f"held: {each.owner_code} {each.held_usd}" for each in owners if each.held_usd != 0]
    return StageReport(
        "revenue",
        {"revenue_run": 1, "revenue_distribution": n_lines, "owner_revenue": n_owners},
        (*twice, *held),
        {
            "gross_usd": run.gross_usd,
            "tax_usd": run.tax_usd,
            "deductions_usd": run.deductions_usd,
            "net_usd": run.net_usd,
            "owners": len(owners),
            "version": run.version,
            "revenue_run_id": str(run.id),
        },
    )
