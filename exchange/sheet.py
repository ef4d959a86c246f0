"""A CSV sheet as rows of named cells, each knowing the line it stands on.

Columns carry the catalog's names; a reference drops its ``_id`` and holds the other row's name.
An empty cell is no value. Unknown columns are refused, so that a misspelt one cannot be lost.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.model import Column, Table
from domain.errors import DataError
from exchange.cells import cell_value
from exchange.natural_keys import NameBook, file_name
from storage.keyed_rows import Row

_WRITTEN_BY_US = frozenset({"organization_id", "id", "created_at"})


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of a sheet: its cells by column, without the empty ones."""

    cells: dict[str, str]
    where: str


def read_sheet(path: Path) -> list[SheetRow]:
    """Return the lines of a CSV file with a header.

    Raises
    ------
    DataError
        If the file cannot be read, has no header, a column twice, or a line with more or fewer
        cells than the header.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            str(error), where=str(path), remedy="save the sheet as CSV, UTF-8"
        ) from error
    if not lines:
        raise DataError("the file is empty", where=str(path), remedy="start it with a header")
    header = [name.strip() for name in lines[0]]
    if len(set(header)) != len(header):
        raise DataError("a column stands twice in the header", where=str(path))
    return list(_rows(header, lines[1:], path))


def _rows(header: Sequence[str], lines: Sequence[Sequence[str]], path: Path) -> Iterable[SheetRow]:
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            continue
        where = f"{path.name}: line {number}"
        if len(line) != len(header):
            raise DataError(
                f"{len(line)} cells under a header of {len(header)}",
                where=where,
                remedy="put a text that holds a comma in double quotes",
            )
        filled = {n: cell.strip() for n, cell in zip(header, line, strict=True) if cell.strip()}
        yield SheetRow(filled, where)


class RowReader:
    """Turns lines of a sheet into rows of one table."""

    def __init__(
        self, table: Table, names: NameBook, *, given: frozenset[str] = frozenset()
    ) -> None:
        """`given` names columns that the caller fills, and that the sheet must not."""
        self._table = table
        self._names = names
        self._columns = {
            file_name(column): column
            for column in table.all_columns
            if column.name not in _WRITTEN_BY_US | given
        }

    @property
    def columns(self) -> frozenset[str]:
        """Names of the columns a sheet may have for this table."""
        return frozenset(self._columns)

    def row(self, line: SheetRow) -> Row:
        """Return the values of one line; optional columns that are empty are nothing.

        Raises
        ------
        DataError
            Naming line and column.
        """
        row: Row = {}
        for name, column in self._columns.items():
            where = f"{line.where}, column {name}"
            if name in line.cells:
                row[column.name] = self._value(column, line.cells[name], where)
            elif column.optional:
                row[column.name] = None
            elif column.default is None:
                raise DataError("is missing", where=where, remedy=f"fill in: {column.meaning}")
        return row

    def _value(self, column: Column, cell: str, where: str) -> object:
        if column.references is not None:
            return self._names.resolve(column.references, cell, where)
        return cell_value(column, cell, where)


def require_known(lines: Sequence[SheetRow], known: frozenset[str]) -> None:
    """Refuse a sheet that has a column no one would read.

    Raises
    ------
    DataError
        Naming the column and the ones there are.
    """
    for line in lines:
        for name in line.cells:
            if name not in known:
                raise DataError(
                    "no such column",
                    where=f"{line.where}, column {name}",
                    remedy=f"columns are {', '.join(sorted(known))}",
                )
