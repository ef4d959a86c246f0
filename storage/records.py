"""Rows of one table as records: the fields of the record are the columns that are read.

Belongs here: reading whole records of one table of the catalog. What joins tables is a named query
(`storage.joined_records` turns its rows into records).
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, LiteralString, TypeVar

from psycopg import sql
from psycopg.rows import class_row

from catalog.model import Column, Table
from catalog.registry import BY_NAME
from domain.errors import StorageError
from storage.connections import Connection

R = TypeVar("R")


def records(
    conn: Connection,
    kind: type[R],
    table_name: str,
    *,
    where: LiteralString = "true",
    params: Mapping[str, Any] | None = None,
    order_by: LiteralString = "1",
) -> list[R]:
    """Return rows of a table of the catalog as records.

    Parameters
    ----------
    conn
        Connection inside a `tenant_transaction`.
    kind
        Dataclass or NamedTuple whose fields are columns of the table.
    table_name
        Name of a table in the catalog.
    where, params
        Condition with ``%(name)s`` parameters; tenancy is the policies' work.
    order_by
        Order of the rows.

    Raises
    ------
    StorageError
        A field is no column of the table.
    """
    table = BY_NAME[table_name]
    statement = sql.SQL("select {} from {} where {} order by {}").format(
        sql.SQL(", ").join(_selected(column) for column in _columns(kind, table)),
        sql.Identifier(table.schema, table.name),
        sql.SQL(where),
        sql.SQL(order_by),
    )
    with conn.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(statement, params or {}).fetchall()


def field_names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401  # a dataclass or a NamedTuple
    """Return the names of the fields of a dataclass or a NamedTuple, or of one record."""
    if dataclasses.is_dataclass(kind):
        return tuple(each.name for each in dataclasses.fields(kind))
    return tuple(kind._fields)


def _columns(kind: type[Any], table: Table) -> list[Column]:
    known = {column.name: column for column in table.all_columns}
    unknown = [name for name in field_names(kind) if name not in known]
    if unknown:
        raise StorageError(
            f"{table.name} has no column {', '.join(unknown)}", where=f"record {kind.__name__}"
        )
    return [known[name] for name in field_names(kind)]


def _selected(column: Column) -> sql.Composable:
    name = sql.Identifier(column.name)
    return sql.SQL("{}::text").format(name) if column.enumeration is not None else name
