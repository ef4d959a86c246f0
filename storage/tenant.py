"""One transaction for one organization: the only way to see or write a tenant's rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from psycopg.pq import TransactionStatus

from domain.errors import StorageError
from storage.connections import Connection
from storage.faults import translated

# The last argument makes both settings end with the transaction: a pooler that hands the
# connection to someone else afterwards hands over no tenant and no session.
SET_TENANT: Final = (
    "select set_config('app.organization_id', %s, true), set_config('app.session', %s, true)"
)


@contextmanager
def tenant_transaction(
    conn: Connection, organization_id: UUID, token: str | None = None
) -> Iterator[Connection]:
    """Run a block in a transaction of its own, bound to an organization and perhaps a session.

    The token is what the database believes of who acts; the login of people sees nothing without.
    Commits at the end of the block and rolls back when it raises. Errors of the driver leave as
    `StorageError` or `PeriodClosed`.

    Raises
    ------
    StorageError
        A transaction is already open on the connection: the block would neither be bound to
        this organization alone nor commit at its end.
    """
    if conn.info.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN):
        raise StorageError(
            "a transaction is already open on this connection",
            where=f"organization {organization_id}",
            remedy="commit or roll back first, or use a connection of its own",
        )
    with translated(), conn.transaction():
        conn.execute(SET_TENANT, (str(organization_id), token or ""))
        yield conn


def work_for(conn: Connection, schedule: str) -> None:
    """Say which schedule the open transaction works for; the trail keeps it as said."""
    conn.execute("select set_config('app.schedule', %s, true)", (schedule,))
