"""Writes rows fast: many by COPY into a temporary table and one INSERT, few by plain INSERTs.

COPY into a table with row security is refused, and row-wise INSERTs are several times slower;
but a temporary table costs milliseconds and leaves dead rows in the server's catalogue, so a
day's handful of rows goes without. The types come from the catalog, so a caller hands over plain
Python values.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, LiteralString

from psycopg import sql
from psycopg.types.json import Jsonb

from catalog.model import Column, Table
from catalog.registry import BY_NAME
from domain.errors import StorageError
from storage.connections import Connection
from storage.faults import translated
from storage.records import field_names

TENANT: Final = "organization_id"
FEW_ROWS: Final = 100
Row = Mapping[str, Any]
Record = list[Any]

_stage_number = itertools.count(1)


def row_of(record: object, **given: object) -> dict[str, Any]:
    """Return a record as the row that it is, its fields the columns, with others beside them."""
    return {name: getattr(record, name) for name in field_names(record)} | given


def insert_rows(
    conn: Connection,
    table_name: str,
    rows: Iterable[Row],
    *,
    on_conflict_do_nothing: bool = False,
) -> int:
    """Insert rows into a table of the catalog, inside the caller's transaction.

    Parameters
    ----------
    conn
        Connection inside a `tenant_transaction`.
    table_name
        Name of a table in the catalog.
    rows
        Values by column name; all rows have the columns of the first. Without
        ``organization_id`` the transaction's organization is taken.
    on_conflict_do_nothing
        Whether a row whose key exists is passed over; else it is an error.

    Returns
    -------
    int
        How many rows were inserted.

    Raises
    ------
    StorageError
        A column is unknown, rows differ in their columns, or the database refuses a row.
    """
    table = _table(table_name)
    remaining = iter(rows)
    first = next(remaining, None)
    if first is None:
        return 0
    columns = _columns(table, first)
    records = _records(table, columns, itertools.chain([first], remaining))
    few = list(itertools.islice(records, FEW_ROWS + 1))
    with translated(f"insert into {table_name}"):
        if len(few) <= FEW_ROWS:
            return _insert_few(conn, table, columns, few, on_conflict_do_nothing)
        return _insert(conn, table, columns, itertools.chain(few, records), on_conflict_do_nothing)


def replace_window(
    conn: Connection,
    table_name: str,
    where_sql: LiteralString,
    params: Mapping[str, Any],
    rows: Iterable[Row],
) -> int:
    """Delete the rows of a window and insert others in their place, in the same transaction.

    Parameters
    ----------
    where_sql
        Condition of the window with ``%(name)s`` parameters; tenancy is the policies' work.

    Returns
    -------
    int
        How many rows were inserted.
    """
    table = _table(table_name)
    delete = sql.SQL("delete from {} where {}").format(_target(table), sql.SQL(where_sql))
    with translated(f"{table_name}, removing a window"):
        conn.execute(delete, params)
    return insert_rows(conn, table_name, rows)


def _insert_few(
    conn: Connection,
    table: Table,
    columns: Sequence[Column],
    records: Sequence[Record],
    on_conflict_do_nothing: bool,
) -> int:
    places = sql.SQL(", ").join(sql.Placeholder() for _ in columns)
    statement = _insertion(
        table, columns, sql.SQL("values ({}{})").format(_tenant_value(table, columns), places)
    )
    with conn.cursor() as cursor:
        cursor.executemany(_ending(statement, on_conflict_do_nothing), records)
        return cursor.rowcount


def _insert(
    conn: Connection,
    table: Table,
    columns: Sequence[Column],
    records: Iterator[Record],
    on_conflict_do_nothing: bool,
) -> int:
    stage = sql.Identifier("pg_temp", f"stage_{next(_stage_number)}")
    names = _names(columns)
    definitions = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column.name), _type(column)) for column in columns
    )
    conn.execute(sql.SQL("create temporary table {} ({})").format(stage, definitions))
    with (
        conn.cursor() as cursor,
        cursor.copy(sql.SQL("copy {} ({}) from stdin").format(stage, names)) as copy,
    ):
        for record in records:
            copy.write_row(record)
    selection = sql.SQL("select {}{} from {}").format(_tenant_value(table, columns), names, stage)
    statement = _insertion(table, columns, selection)
    inserted = conn.execute(_ending(statement, on_conflict_do_nothing)).rowcount
    conn.execute(sql.SQL("drop table {}").format(stage))
    return inserted


def _insertion(table: Table, columns: Sequence[Column], rows: sql.Composable) -> sql.Composed:
    tenant = sql.SQL("") if _has_tenant(table, columns) else sql.SQL("organization_id, ")
    return sql.SQL("insert into {} ({}{}) {}").format(_target(table), tenant, _names(columns), rows)


def _tenant_value(table: Table, columns: Sequence[Column]) -> sql.Composable:
    if _has_tenant(table, columns):
        return sql.SQL("")
    return sql.SQL("nullif(current_setting('app.organization_id', true), '')::uuid, ")


def _has_tenant(table: Table, columns: Sequence[Column]) -> bool:
    return not table.is_tenant or any(column.name == TENANT for column in columns)


def _ending(statement: sql.Composed, on_conflict_do_nothing: bool) -> sql.Composed:
    return statement + sql.SQL(" on conflict do nothing" if on_conflict_do_nothing else "")


def _names(columns: Sequence[Column]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)


def _table(name: str) -> Table:
    try:
        return BY_NAME[name]
    except KeyError:
        raise StorageError(f"the catalog has no table {name!r}") from None


def _target(table: Table) -> sql.Identifier:
    return sql.Identifier(table.schema, table.name)


def _type(column: Column) -> sql.Composable:
    if column.enumeration is not None:
        return sql.Identifier("wellflow", column.enumeration)
    return sql.SQL(column.sql_type)


def _columns(table: Table, first: Row) -> list[Column]:
    columns = [column for column in table.all_columns if column.name in first]
    unknown = set(first) - {column.name for column in columns}
    if unknown:
        raise StorageError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    return columns


def _records(table: Table, columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[Record]:
    names = [column.name for column in columns]
    json_at = [place for place, column in enumerate(columns) if column.kind == "json"]
    for number, row in enumerate(rows, start=1):
        try:
            record = [row[name] for name in names]
        except KeyError as missing:
            raise _uneven(table, number, str(missing)) from None
        if len(row) != len(names):
            raise _uneven(table, number, ", ".join(sorted(set(row) - set(names))))
        for place in json_at:
            if isinstance(record[place], dict | list):
                record[place] = Jsonb(record[place])
        yield record


def _uneven(table: Table, number: int, column: str) -> StorageError:
    return StorageError(
        f"row {number} differs from the first in {column}",
        where=f"insert into {table.name}",
        remedy="give every row the same columns",
    )
