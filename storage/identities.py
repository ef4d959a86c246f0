"""What names the rows of a table: the columns by which people know them, with their ids.

Belongs here: reading them, whole tables at once, for imports by people. Which columns these are,
and what follows from them, is said in `exchange.natural_keys`.
"""

from collections.abc import Sequence
from uuid import UUID

from psycopg import sql

from storage.connections import Connection
from storage.faults import translated


def identities(
    conn: Connection, table_name: str, columns: Sequence[str]
) -> dict[UUID, tuple[object, ...]]:
    """Return the values of `columns` of every row the tenant has in a table, by id."""
    statement = sql.SQL("select id, {} from {} order by created_at, id").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier("wellflow", table_name)
    )
    with translated():
        return {row[0]: row[1:] for row in conn.execute(statement)}
