"""Takes a booked revenue run back, so that its statement can be run again.

Only before money has left: a run with a released payment is corrected by the purchaser's next
statement (reverse and rebook), never by forgetting what was paid.
"""

from uuid import UUID

from access.actors import require_any
from access.people import Person
from books.report import StageReport
from books.revenue.run import RUNS_STATEMENTS
from domain.errors import DataError
from storage.connections import Connection
from storage.rows import revenue
from storage.tenant import tenant_transaction


def reverse_run(
    conn: Connection, organization_id: UUID, statement_id: UUID, person: Person
) -> StageReport:
    """Reverse the booked run of a statement and its pending payments.

    The run may be of an earlier version of the paper, which the statement corrects.

    Raises
    ------
    DataError
        If the person may not, there is no booked run, or a payment of it was released.
    """
    require_any(person, organization_id, RUNS_STATEMENTS)
    with tenant_transaction(conn, organization_id, person.token):
        revenue.hold_statement(conn, statement_id)
        run = revenue.standing_run(conn, statement_id)
        if run is None:
            raise DataError("the statement has no booked run", where=str(statement_id))
        paid = [
            each.owner_code
            for each in revenue.payments(conn, run.id)
            if each.released_by is not None
        ]
        if paid:
            raise DataError(
                f"payments of this run were released to {', '.join(paid)}",
                remedy="correct it by the purchaser's next statement",
            )
        n_payments = revenue.reverse(conn, run.id)
    return StageReport(
        "reverse", {"revenue_run": 1, "payment": n_payments}, (), {"net_usd": run.net_usd}
    )
