"""Payments of a revenue run: prepared by one person, released by another.

One payment per owner whose share is payable; suspended interests and owners who owe are held.
The database refuses one person on both halves unless a signed waiver is stored.
"""

from uuid import UUID

from access.actors import require
from access.people import Person
from books.report import StageReport
from domain.errors import DataError
from domain.revenue.run import Run, paid_usd, payable_usd, to_pay
from storage.bulk import insert_rows
from storage.connections import Connection
from storage.identity import stable_id
from storage.rows import revenue
from storage.tenant import tenant_transaction


def prepare_payments(
    conn: Connection, organization_id: UUID, statement_id: UUID, person: Person
) -> StageReport:
    """Prepare the payments of a statement's booked run; again, it adds nothing.

    Raises
    ------
    DataError
        If the person may not prepare, or the statement has no booked run.
    """
    require(person, organization_id, "payment.prepare")
    with tenant_transaction(conn, organization_id, person.token):
        revenue.hold_statement(conn, statement_id)
        run = _booked(conn, statement_id)
        due = revenue.owners_due(conn, run.id)
        known = {payment.owner_id for payment in revenue.payments(conn, run.id)}
        n_new = insert_rows(
            conn,
            "payment",
            [
                {
                    "id": stable_id("payment", str(run.id), str(owner.owner_id)),
                    "revenue_run_id": run.id,
                    "owner_id": owner.owner_id,
                    "amount_usd": owner.payable_usd,
                    "status": "pending",
                    "prepared_by": person.app_user_id,
                }
                for owner in to_pay(due)
                if owner.owner_id not in known
            ],
        )
        payable = payable_usd(due)
        held = run.net_usd - payable
        owing = [
            f"owes, not paid: {owner.owner_code} {owner.payable_usd}"
            for owner in due
            if owner.payable_usd < 0
        ]
    return StageReport(
        "prepare_payments",
        {"payment": n_new},
        tuple(owing),
        {"payable_usd": payable, "held_usd": held, "owners": len(due)},
    )


def release_payments(
    conn: Connection, organization_id: UUID, statement_id: UUID, person: Person
) -> StageReport:
    """Release the pending payments of a statement's booked run in a second person's name.

    Raises
    ------
    DataError
        If the person may not release, prepared one of them without a waiver, or there is none.
    """
    require(person, organization_id, "payment.release")
    with tenant_transaction(conn, organization_id, person.token):
        revenue.hold_statement(conn, statement_id)
        run = _booked(conn, statement_id)
        prepared = revenue.payments(conn, run.id)
        if not prepared:
            raise DataError("no payment is prepared", remedy="run `wellflow revenue pay` first")
        n_released = revenue.release(conn, run.id, person.app_user_id)
        paid = [each for each in prepared if each.status in ("pending", "completed")]
    return StageReport(
        "release_payments",
        {"payment": n_released},
        (),
        {
            "owners_paid": len(paid),
            "owners_paid_usd": paid_usd(paid),
        },
    )


def _booked(conn: Connection, statement_id: UUID) -> Run:
    run = revenue.newest_run(conn, statement_id)
    if run is None or run.state != "booked":
        raise DataError(
            "the statement has no booked run", remedy="run it: wellflow revenue run NUMBER"
        )
    return run
