"""Rows of the revenue family: contracts, statements, decks, runs and payments.

Belongs here: named reads and the few writes that are not bulk. The records, sums, tax and splits
belong in `domain`, the order of work in `books`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import dict_row

from domain.calendar import Window
from domain.revenue.contract import ContractCode
from domain.revenue.deck import Deck, DeckLine, exact_interest
from domain.revenue.owner_line import OwnerLine
from domain.revenue.run import OwnerDue, Payment, Run
from domain.revenue.statement import Statement, StatementLine
from sql import query
from storage.connections import Connection
from storage.records import joined, records


def contract_codes(conn: Connection, purchaser_id: object) -> list[ContractCode]:
    """Return what a purchaser's codes mean, the newest contract first."""
    return records(
        conn,
        ContractCode,
        "sales_contract",
        where="purchaser_id = %(purchaser_id)s",
        params={"purchaser_id": purchaser_id},
        order_by="effective_from desc",
    )


def statement(conn: Connection, statement_id: UUID) -> Statement | None:
    """Return a statement, or nothing."""
    found = joined(conn, Statement, "revenue/statement", {"statement_id": statement_id})
    return found[0] if found else None


def statement_ids(conn: Connection, statement_number: str) -> list[UUID]:
    """Return the newest statement of that number, or of PURCHASER/NUMBER, one per purchaser."""
    rows = conn.execute(query("revenue/statement_ids"), {"statement_number": statement_number})
    return [row[0] for row in rows]


def statement_lines(conn: Connection, statement_id: UUID) -> list[StatementLine]:
    """Return the lines of a statement in order."""
    return joined(conn, StatementLine, "revenue/statement_lines", {"statement_id": statement_id})


def all_decks(conn: Connection) -> list[Deck]:
    """Return every deck, by property and date."""
    return joined(conn, Deck, "revenue/decks")


def approve_deck(conn: Connection, deck_id: object, app_user_id: UUID, at: datetime) -> None:
    """Approve a deck, unless it is approved, in the name of the person who acts."""
    conn.execute(
        query("revenue/approve_deck"),
        {"deck_id": deck_id, "approved_by": app_user_id, "approved_at": at},
    )


def deck_lines(
    conn: Connection, deck_ids: Iterable[UUID]
) -> defaultdict[UUID | str, tuple[DeckLine, ...]]:
    """Return the lines of decks, by deck and then by id.

    Raises
    ------
    DataError
        If a line's exact interest is no fraction.
    """
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query("revenue/deck_lines"), {"deck_ids": list(deck_ids)}).fetchall()
    found: defaultdict[UUID | str, tuple[DeckLine, ...]] = defaultdict(tuple)
    for row in rows:
        above, below = row.pop("interest_numerator"), row.pop("interest_denominator")
        exact = exact_interest(above, below, row["owner_code"])
        found[row["deck_id"]] += (DeckLine(interest_fraction=exact, **row),)
    return found


def hold_statement(conn: Connection, statement_id: UUID) -> None:
    """Wait until this transaction alone works on a paper, corrections included."""
    conn.execute(query("revenue/hold_statement"), {"statement_id": statement_id})


def newest_run(conn: Connection, statement_id: UUID) -> Run | None:
    """Return the newest run of a statement that was not reversed, or nothing."""
    found = records(
        conn,
        Run,
        "revenue_run",
        where="statement_id = %(statement_id)s and state <> 'reversed'",
        params={"statement_id": statement_id},
        order_by="version desc",
    )
    return found[0] if found else None


def standing_run(conn: Connection, statement_id: UUID) -> Run | None:
    """Return the newest run of a statement or of another version of its paper, or nothing."""
    found = joined(conn, Run, "revenue/standing_run", {"statement_id": statement_id})
    return found[0] if found else None


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
    return joined(conn, OwnerDue, "revenue/owners_due", {"run": revenue_run_id})


def owner_lines(conn: Connection, month: date) -> list[OwnerLine]:
    """Return the lines of every owner's statement for a month of sale, owner after owner."""
    return joined(conn, OwnerLine, "revenue/owner_lines", {"month": month})


def payments(conn: Connection, revenue_run_id: UUID) -> list[Payment]:
    """Return the payments of a run, in the order of the owners' codes."""
    return joined(conn, Payment, "revenue/payments", {"run": revenue_run_id})


def release(conn: Connection, revenue_run_id: UUID, app_user_id: UUID) -> int:
    """Release the pending payments of a run in a person's name; the database checks both."""
    release_of = {"run": revenue_run_id, "released_by": app_user_id}
    return conn.execute(query("revenue/release_payments"), release_of).rowcount


def reverse(conn: Connection, revenue_run_id: UUID) -> int:
    """Mark a run and its pending payments as reversed; return how many payments."""
    conn.execute(
        "update wellflow.revenue_run set state = 'reversed' where id = %s", (revenue_run_id,)
    )
    return conn.execute(query("revenue/reverse_payments"), {"run": revenue_run_id}).rowcount
