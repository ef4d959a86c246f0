"""Rows of the revenue family: contracts, statements, decks, runs and payments.

Belongs here: named reads and the few writes that are not bulk. Sums, tax and splits belong in
`domain`, the order of work in `books`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from psycopg.rows import class_row

from domain.calendar import Window, next_month
from sql import query
from storage.connections import Connection
from storage.tenant import SET_TENANT


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as the purchaser sent it."""

    id: UUID
    purchaser_id: UUID
    purchaser_name: str
    statement_number: str
    statement_on: date
    total_usd: Decimal
    check_amount_usd: Decimal
    is_superseded: bool


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of a statement, with the contract it was sold under where there is one."""

    line_number: int
    purchaser_property_code: str
    property_id: UUID
    property_number: str
    state: str
    sales_month: date
    product: str
    pressure_base_psia: Decimal | None
    volume: Decimal
    unit: str
    price_usd_per_unit: Decimal
    gross_usd: Decimal
    tax_withheld_usd: Decimal
    deductions_usd: Decimal
    net_usd: Decimal
    decimal_paid: Decimal
    contract_id: UUID | None
    contract_property_id: UUID | None
    tax_remitter: str | None
    delivery_point: str | None
    settlement_basis: Literal["gross", "net"] | None
    unit_kind: str | None
    operator_id: UUID | None


@dataclass(frozen=True, slots=True)
class ContractCode:
    """The property that a purchaser's code means for a product while a contract is in force."""

    code: str
    product: str
    property_id: UUID
    effective_from: date
    effective_to: date | None

    def is_of(self, code: object, product: object, sales_month: object) -> bool:
        """Return whether the code is of that product, in force on any day of a month of sale."""
        return (
            (self.code, self.product) == (code, product)
            and isinstance(sales_month, date)
            and self.effective_from < next_month(sales_month)
            and (self.effective_to is None or self.effective_to > sales_month)
        )


@dataclass(frozen=True, slots=True)
class Deck:
    """A payor's record for a property, and whether it was approved."""

    id: UUID
    property_id: UUID
    property_number: str
    kind: Literal["revenue", "cost"]
    product: str | None
    effective_from: date
    effective_to: date | None
    is_approved: bool


@dataclass(frozen=True, slots=True)
class DeckLine:
    """One owner's interest in a deck."""

    id: UUID
    deck_id: UUID
    owner_id: UUID
    owner_code: str
    interest_type: str
    interest_numerator: int | None
    interest_denominator: int | None
    interest_decimal: Decimal
    pay_status: str
    payor: str
    is_residual: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A valuation of a statement."""

    id: UUID
    statement_id: UUID
    state: str
    version: int
    gross_usd: Decimal
    tax_usd: Decimal
    deductions_usd: Decimal
    net_usd: Decimal
    input_hash: str
    inputs_changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnerDue:
    """What a run owes one owner, and what of it is held [usd]."""

    owner_id: UUID | str
    owner_code: str
    payable_usd: Decimal
    held_usd: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of a run to one owner."""

    id: UUID
    owner_id: UUID
    owner_code: str
    amount_usd: Decimal
    status: str
    prepared_by: UUID
    released_by: UUID | None


def contract_codes(conn: Connection, purchaser_id: object) -> list[ContractCode]:
    """Return what a purchaser's codes mean, the newest contract first."""
    with conn.cursor(row_factory=class_row(ContractCode)) as cursor:
        cursor.execute(query("revenue/contract_codes"), {"purchaser_id": purchaser_id})
        return cursor.fetchall()


def statement(conn: Connection, statement_id: UUID) -> Statement | None:
    """Return a statement, or nothing."""
    with conn.cursor(row_factory=class_row(Statement)) as cursor:
        cursor.execute(query("revenue/statement"), {"statement_id": statement_id})
        return cursor.fetchone()


def statement_ids(conn: Connection, statement_number: str) -> list[UUID]:
    """Return the newest statement of that number, or of PURCHASER/NUMBER, one per purchaser."""
    rows = conn.execute(query("revenue/statement_ids"), {"statement_number": statement_number})
    return [row[0] for row in rows]


def statement_lines(conn: Connection, statement_id: UUID) -> list[StatementLine]:
    """Return the lines of a statement in order."""
    with conn.cursor(row_factory=class_row(StatementLine)) as cursor:
        cursor.execute(query("revenue/statement_lines"), {"statement_id": statement_id})
        return cursor.fetchall()


def all_decks(conn: Connection) -> list[Deck]:
    """Return every deck, by property and date."""
    with conn.cursor(row_factory=class_row(Deck)) as cursor:
        return cursor.execute(query("revenue/decks")).fetchall()


def approve_deck(
    conn: Connection, organization_id: UUID, deck_id: object, app_user_id: UUID, at: datetime
) -> None:
    """Approve a deck in a person's name, unless it is approved."""
    # The database asks whether the person acting is the one who approves.
    conn.execute(SET_TENANT, (str(organization_id), str(app_user_id)))
    conn.execute(
        "update wellflow.deck set approved_by = %s, approved_at = %s"
        " where id = %s and approved_by is null",
        (app_user_id, at, deck_id),
    )


def deck_lines(conn: Connection, deck_ids: list[UUID]) -> list[DeckLine]:
    """Return the lines of decks, by deck and id."""
    with conn.cursor(row_factory=class_row(DeckLine)) as cursor:
        cursor.execute(query("revenue/deck_lines"), {"deck_ids": deck_ids})
        return cursor.fetchall()


def hold_statement(conn: Connection, statement_id: UUID) -> None:
    """Wait until this transaction alone works on a paper, corrections included."""
    conn.execute(query("revenue/hold_statement"), {"statement_id": statement_id})


def newest_run(conn: Connection, statement_id: UUID) -> Run | None:
    """Return the newest run of a statement that was not reversed, or nothing."""
    with conn.cursor(row_factory=class_row(Run)) as cursor:
        cursor.execute(query("revenue/newest_run"), {"statement_id": statement_id})
        return cursor.fetchone()


def standing_run(conn: Connection, statement_id: UUID) -> Run | None:
    """Return the newest run of a statement or of another version of its paper, or nothing."""
    with conn.cursor(row_factory=class_row(Run)) as cursor:
        cursor.execute(query("revenue/standing_run"), {"statement_id": statement_id})
        return cursor.fetchone()


def ticket_numbers(
    conn: Connection, purchaser_id: UUID, spans: Mapping[int, tuple[UUID, Window]]
) -> dict[int, list[str]]:
    """Return the loads a purchaser took, for each line's property and span of time.

    The tanks are those of the property's reporting unit; a line without loads is left out.
    """
    rows = conn.execute(
        query("revenue/ticket_numbers"),
        {
            "purchaser_id": purchaser_id,
            "line_numbers": list(spans),
            "property_ids": [property_id for property_id, _ in spans.values()],
            "from_ats": [window.start for _, window in spans.values()],
            "to_ats": [window.end for _, window in spans.values()],
        },
    ).fetchall()
    return dict(rows)


def book(conn: Connection, revenue_run_id: UUID) -> None:
    """Mark a run as booked: it takes no more shares and loses none."""
    conn.execute(
        "update wellflow.revenue_run set state = 'booked' where id = %s", (revenue_run_id,)
    )


def run_count(conn: Connection, statement_id: UUID) -> int:
    """Return how many runs a statement has had."""
    row = conn.execute(
        "select count(*) from wellflow.revenue_run where statement_id = %s", (statement_id,)
    ).fetchone()
    return 0 if row is None else int(row[0])


def stored_counts(conn: Connection, revenue_run_id: UUID) -> tuple[int, int]:
    """Return how many distributions and owner lines a run has."""
    row = conn.execute(query("revenue/stored_counts"), {"run": revenue_run_id}).fetchone()
    return (0, 0) if row is None else (row[0], row[1])


def repeated_lines(conn: Connection, revenue_run_id: UUID) -> list[tuple[int, list[str]]]:
    """Return lines of a run that several statements pay, with the statements' numbers."""
    rows = conn.execute(query("revenue/repeated_lines"), {"run": revenue_run_id}).fetchall()
    return [(line_number, numbers) for line_number, numbers in rows]


def owners_due(conn: Connection, revenue_run_id: UUID) -> list[OwnerDue]:
    """Return what a run owes each owner, in the order of their codes."""
    with conn.cursor(row_factory=class_row(OwnerDue)) as cursor:
        cursor.execute(query("revenue/owners_due"), {"run": revenue_run_id})
        return cursor.fetchall()


def payments(conn: Connection, revenue_run_id: UUID) -> list[Payment]:
    """Return the payments of a run, in the order of the owners' codes."""
    with conn.cursor(row_factory=class_row(Payment)) as cursor:
        cursor.execute(query("revenue/payments"), {"run": revenue_run_id})
        return cursor.fetchall()


def release(conn: Connection, revenue_run_id: UUID, app_user_id: UUID) -> int:
    """Release the pending payments of a run in a person's name; the database checks both."""
    cursor = conn.execute(
        "update wellflow.payment set released_by = %s, status = 'completed'"
        " where revenue_run_id = %s and status = 'pending'",
        (app_user_id, revenue_run_id),
    )
    return cursor.rowcount


def reverse(conn: Connection, revenue_run_id: UUID) -> int:
    """Mark a run and its pending payments as reversed; return how many payments."""
    conn.execute(
        "update wellflow.revenue_run set state = 'reversed' where id = %s", (revenue_run_id,)
    )
    cursor = conn.execute(
        "update wellflow.payment set status = 'reversed'"
        " where revenue_run_id = %s and status = 'pending'",
        (revenue_run_id,),
    )
    return cursor.rowcount
