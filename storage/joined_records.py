"""Rows of named queries as records: a record's fields by name, other columns are passed over.

A query may so say ``l.*`` for the columns that its record repeats from a table, and name only what
it joins to them.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from psycopg import Cursor
from psycopg.rows import RowFactory, RowMaker

from domain.errors import StorageError
from sql import query
from storage.connections import Connection
from storage.records import field_names

R = TypeVar("R")


def joined(
    conn: Connection, kind: Callable[..., R], name: str, params: Mapping[str, Any] | None = None
) -> list[R]:
    """Return the rows of a named query as records of a dataclass or a NamedTuple.

    Raises
    ------
    StorageError
        A field is no column of the query.
    """
    with conn.cursor(row_factory=_record_row(kind)) as cursor:
        return cursor.execute(query(name), params).fetchall()


def _record_row(kind: Callable[..., R]) -> RowFactory[R]:
    wanted = field_names(kind)

    def row_maker(cursor: Cursor[Any]) -> RowMaker[R]:
        if cursor.description is None:
            return kind
        places = {column.name: place for place, column in enumerate(cursor.description)}
        missing = [field for field in wanted if field not in places]
        if missing:
            raise StorageError(
                f"the query yields no {', '.join(missing)}", where=f"record {kind.__name__}"
            )
        return lambda row: kind(**{field: row[places[field]] for field in wanted})

    return row_maker
