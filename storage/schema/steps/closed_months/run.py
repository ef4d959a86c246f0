"""A booked run read and hashed as the first release did, and the same in form 1.

The taxes are those that the run stored: a later edition of a state's rules has no say in what a
run was made from.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from psycopg.rows import class_row, dict_row

from domain.made_from.canonical import MadeFrom
from domain.made_from.revenue_run import RunLine, form_1
from sql import query
from storage.connections import Connection
from storage.schema.steps.closed_months.run_records import (
    Deck,
    DeckLine,
    ReadyLine,
    Statement,
    StatementLine,
    TaxLine,
)

_TAX_NAMES: Final = {
    "tx.oil.production": "oil production tax",
    "tx.condensate.production": "condensate production tax",
    "tx.gas.production": "gas production tax",
    "tx.oil.cleanup_fee": "oil-field cleanup regulatory fee, oil",
    "tx.gas.cleanup_fee": "oil-field cleanup regulatory fee, gas",
}


def read_run(conn: Connection, run_id: UUID, statement_id: UUID) -> tuple[frozenset[str], MadeFrom]:
    """Return the hashes the first release could have given a run, and its inputs in form 1."""
    statement = _statement(conn, statement_id)
    entries = _entries(conn, run_id, statement_id)
    lines = [RunLine(each.line, each.deck.id, each.deck_lines, each.taxes) for each in entries]
    return _hashes(statement, entries), form_1(statement, lines)


def _hashes(statement: Statement, entries: list[ReadyLine]) -> frozenset[str]:
    """Return the hashes of a run as it is now, and as it was before its decks were ended.

    A statement was never superseded when it was run, and a deck that is ended later was not
    ended then: neither is a change of what the run was made from.
    """
    paper = replace(statement, is_superseded=False)
    unended = [replace(each, deck=replace(each.deck, effective_to=None)) for each in entries]
    found = (repr((paper, lines)) for lines in (entries, unended))
    return frozenset(hashlib.sha256(text.encode()).hexdigest() for text in found)


def _statement(conn: Connection, statement_id: UUID) -> Statement:
    with conn.cursor(row_factory=class_row(Statement)) as cursor:
        cursor.execute(query("carry_over/run_statement"), {"statement_id": statement_id})
        (statement,) = cursor.fetchall()
    return statement


def _entries(conn: Connection, run_id: UUID, statement_id: UUID) -> list[ReadyLine]:
    with conn.cursor(row_factory=class_row(StatementLine)) as cursor:
        cursor.execute(query("carry_over/run_statement_lines"), {"statement_id": statement_id})
        lines = {line.line_number: line for line in cursor.fetchall()}
    with conn.cursor(row_factory=class_row(Deck)) as cursor:
        decks = {deck.id: deck for deck in cursor.execute(query("carry_over/run_decks"))}
    found = conn.execute(query("carry_over/run_distributions"), {"run": run_id}).fetchall()
    interests = _interests(conn, [deck_id for _, deck_id, _ in found])
    return [
        ReadyLine(lines[number], decks[deck_id], tuple(interests[deck_id]), _taxes(rules))
        for number, deck_id, rules in found
    ]


def _interests(conn: Connection, deck_ids: list[UUID]) -> dict[UUID, list[DeckLine]]:
    found: defaultdict[UUID, list[DeckLine]] = defaultdict(list)
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.execute(query("carry_over/run_deck_lines"), {"deck_ids": deck_ids})
        for row in cursor:
            found[row["deck_id"]].append(_interest(row))
    return found


def _interest(row: Mapping[str, Any]) -> DeckLine:
    above, below = row["interest_numerator"], row["interest_denominator"]
    return DeckLine(
        line_id=row["id"],
        owner_id=row["owner_id"],
        interest_type=row["interest_type"],
        interest_decimal=row["interest_decimal"],
        interest_fraction=Fraction(above, below) if above is not None and below else None,
        pay_status=row["pay_status"],
        payor=row["payor"],
        is_residual=row["is_residual"],
    )


def _taxes(rules: Sequence[Mapping[str, str]]) -> tuple[TaxLine, ...]:
    return tuple(
        TaxLine(
            name=_TAX_NAMES[each["rule"]],
            rule=each["rule"],
            version=each["version"],
            content_hash=each["content_hash"],
            basis=each["basis"],
            base=Decimal(each["base"]),
            rate=Decimal(each["rate"]),
            amount=Decimal(each["amount_usd"]),
        )
        for each in rules
    )
