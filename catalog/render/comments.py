"""The repeatable step after the numbered migrations: what every table and column means."""

from catalog.model import Column, Table
from catalog.registry import TABLES
from catalog.render.ddl import qualified


def comments() -> str:
    """Return COMMENT statements for every table and column of the catalog."""
    return "".join(_of_table(table) for table in TABLES)


def column_comment(column: Column) -> str:
    """Return the meaning of a column with its unit in brackets."""
    return f"{column.meaning} [{column.unit}]" if column.unit else column.meaning


def _of_table(table: Table) -> str:
    name = qualified(table)
    lines = [f"comment on table {name} is {_quoted(table.grain)};\n"]
    lines += [
        f"comment on column {name}.{column.name} is {_quoted(column_comment(column))};\n"
        for column in table.all_columns
    ]
    return "".join(lines)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
