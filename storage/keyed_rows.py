"""Rows found by what people call them, and compared or changed one by one.

Only for small imports by people: files of master data, tickets, tests and statements.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from catalog.registry import BY_NAME
from sql import query
from storage.connections import Connection
from storage.faults import translated

Row = dict[str, object]


def names_of(conn: Connection, table_name: str, key: Sequence[str]) -> Iterable[tuple[str, UUID]]:
    """Yield the name and id of every row the tenant has in a table named by one column."""
    if table_name == "deck":
        statement: str | sql.Composed = query("revenue/deck_names")
    else:
        statement = sql.SQL("select {}::text, id from {} where {} is not null").format(
            sql.Identifier(key[0]), _table(table_name), sql.Identifier(key[0])
        )
    with translated():
        yield from conn.execute(statement).fetchall()


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
