"""Rows found by what people call them, and compared or changed one by one.

Only for small imports by people: files of master data, tickets, tests and statements.
"""

from collections.abc import Mapping, Sequence

from psycopg import sql
from psycopg.types.json import Jsonb

from catalog.registry import BY_NAME
from storage.connections import Connection
from storage.faults import translated

Row = dict[str, object]


def stored_rows(
    conn: Connection, table_name: str, match: Sequence[str], keys: Sequence[Sequence[object]]
) -> list[Row]:
    """Return the rows whose columns `match` have one of the values in `keys`."""
    if not keys:
        return []
    columns = [column.name for column in BY_NAME[table_name].all_columns]
    row_of_marks = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(match)))
    statement = sql.SQL("select {} from {} where ({}) in ({})").format(
        _identifiers(columns),
        _table(table_name),
        _identifiers(match),
        sql.SQL(", ").join([row_of_marks] * len(keys)),
    )
    with translated():
        found = conn.execute(statement, [value for key in keys for value in key]).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def update_row(
    conn: Connection, table_name: str, row_id: object, changed: Mapping[str, object]
) -> None:
    """Change columns of one row of master data and its ``updated_at``."""
    assignments = [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder()) for name in changed
    ]
    statement = sql.SQL("update {} set {}, updated_at = now() where id = {}").format(
        _table(table_name), sql.SQL(", ").join(assignments), sql.Placeholder()
    )
    with translated():
        conn.execute(statement, [*map(_parameter, changed.values()), row_id])


def _parameter(value: object) -> object:
    return Jsonb(value) if isinstance(value, dict | list) else value


def _table(table_name: str) -> sql.Identifier:
    return sql.Identifier("wellflow", table_name)


def _identifiers(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
