"""Records read by the names of their fields: from the one table that keeps them, or from a query.

A record's fields are named as the columns they stand for; the catalog says what each column is.
So a column is typed in the catalog and in its record, and in no query beside them: one that joins
says ``l.*`` for the columns that its record repeats, and names only what it joins to them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final, LiteralString, TypeVar

from psycopg import Cursor, sql
from psycopg.rows import RowFactory, RowMaker, class_row

from catalog.model import Column, Table
from catalog.registry import BY_NAME
from domain.errors import StorageError
from sql import query
from storage.connections import Connection
from storage.faults import translated

R = TypeVar("R")

_PAGE_ROWS: Final = 2_000


def records(
    conn: Connection,
    kind: type[R],
    table_name: str,
    *,
    where: LiteralString = "",
    params: Mapping[str, object] | None = None,
    order_by: LiteralString = "",
) -> list[R]:
    """Return the tenant's rows of a table as records.

    Parameters
    ----------
    conn : Connection
        Connection inside a tenant's transaction.
    kind : type
        Frozen dataclass or named tuple; each field is named as a column of the table.
    table_name : str
        Name of a table in the catalog.
    where, order_by : str
        Condition with ``%(name)s`` parameters, and columns to sort by; all rows without.
    params : mapping, optional
        Values of the condition's parameters.

    Raises
    ------
    StorageError
        If the catalog knows no such table, or the table no column of a field's name.
    """
    statement = selection(kind, table_name)
    for word, rest in (("where", where), ("order by", order_by)):
        if rest:
            statement += sql.SQL(f" {word} ") + sql.SQL(rest)
    with translated(f"reading {table_name}"), conn.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(statement, params).fetchall()


def joined(
    conn: Connection, kind: Callable[..., R], name: str, params: Mapping[str, Any] | None = None
) -> list[R]:
    """Return the rows of a named query as records; columns that are no field are passed over.

    Raises
    ------
    StorageError
        A field is no column of the query.
    """
    with conn.cursor(row_factory=_record_row(kind)) as cursor:
        return cursor.execute(query(name), params).fetchall()


def streamed(
    conn: Connection, kind: Callable[..., R], name: str, params: Mapping[str, Any] | None = None
) -> Iterator[R]:
    """Yield the rows of a named query as `joined` returns them, a page at a time."""
    with conn.cursor(name=name, row_factory=_record_row(kind)) as cursor:
        cursor.itersize = _PAGE_ROWS
        yield from cursor.execute(query(name), params)


def row_of(record: object, **more: object) -> dict[str, object]:
    """Return a record's fields as a row of its table, with columns that only the writer knows."""
    row = {name: getattr(record, name) for name in field_names(type(record))}
    # The driver takes a tuple for a composite value, a list for an array.
    plain = {name: list(v) if isinstance(v, tuple) else v for name, v in row.items()}
    return plain | more


def selection(kind: type[Any], table_name: str) -> sql.Composed:
    """Return the statement that selects a record's columns; words of a closed list as text."""
    table = _table(table_name)
    columns = {column.name: column for column in table.all_columns}
    names = field_names(kind)
    unknown = [name for name in names if name not in columns]
    if unknown:
        raise StorageError(
            f"{table_name} has no column {', '.join(unknown)}",
            where=f"fields of {kind.__name__}",
            remedy="name the record's fields as the catalog names the columns",
        )
    return sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(_selected(columns[name]) for name in names),
        sql.Identifier(table.schema, table.name),
    )


def field_names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401  # a dataclass or a named tuple
    """Return the names of a dataclass's or named tuple's fields, or of one record's, in order."""
    if is_dataclass(kind):
        return tuple(each.name for each in fields(kind))
    return tuple(kind._fields)


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


def _selected(column: Column) -> sql.Composable:
    name = sql.Identifier(column.name)
    if column.enumeration is None:
        return name
    return sql.SQL("{}::text as {}").format(name, name)


def _table(name: str) -> Table:
    try:
        return BY_NAME[name]
    except KeyError:
        raise StorageError(f"the catalog has no table {name!r}") from None
