"""Columns of a form as they were stored, read back one by one into the state's record."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from domain.errors import DataError


class StoredColumns:
    """The columns of one row; what does not fit is refused by name.

    Parameters
    ----------
    form_name : str
        Form whose record is read, as a person knows it.
    columns : mapping
        Columns as JSON has them.
    names : sequence of str
        Every column of the record.

    Raises
    ------
    DataError
        If a column is missing or unknown.
    """

    def __init__(self, form_name: str, columns: Mapping[str, Any], names: Sequence[str]) -> None:
        self._form_name = form_name
        self._columns = columns
        for name in names:
            if name not in columns:
                raise self._misfit(f"{name} is missing")
        for name in columns:
            if name not in names:
                raise self._misfit(f"{name} is no column of the form")

    def text(self, name: str) -> str:
        """Return a column of text."""
        value = self._columns[name]
        if not isinstance(value, str):
            raise self._misfit(f"{name} is {value!r}, not a text")
        return value

    def one_of(self, name: str, known: Collection[str]) -> str:
        """Return a column that holds one of the known texts."""
        value = self.text(name)
        if value not in known:
            raise self._misfit(f"{name} is {value!r}, not one of {', '.join(known)}")
        return value

    def whole(self, name: str) -> int:
        """Return a column of whole units, zero or above."""
        value = self._columns[name]
        # JSON has true and false apart from numbers, Python does not.
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._misfit(f"{name} is {value!r}, not a whole number from zero up")
        return value

    def parts(self, name: str, names: Sequence[str]) -> "list[StoredColumns]":
        """Return a column of records that have columns of their own."""
        value = self._columns[name]
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self._misfit(f"{name} is {value!r}, not a list of records")
        return [StoredColumns(self._form_name, each, names) for each in value]

    def _misfit(self, why: str) -> DataError:
        return DataError(
            f"the stored row does not fit the record of {self._form_name}: {why}",
            remedy="restore the row, or install the version that wrote it",
        )
