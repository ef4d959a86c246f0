"""Rows from a file meet the rows already stored: new, the same, changed, or in conflict.

Importing a file twice changes nothing. Master data may be changed by a later file; a record never:
the same name with another content is an error that says how to correct it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from catalog.model import Table
from domain.errors import DataError
from domain.tag import MEANING_OF_READINGS
from exchange.natural_keys import NATURAL_KEYS, NameBook
from storage.bulk import insert_rows
from storage.connections import Connection
from storage.keyed_rows import Row, stored_rows, update_row


class Entry(NamedTuple):
    """One row to store and the place in the file it came from."""

    row: Row
    where: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, by table, which stored rows it gave another name, and what waits."""

    inserted: dict[str, int]
    updated: dict[str, int]
    unchanged: dict[str, int]
    renamed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows of which table were new, changed or known, by that word."""
        return {
            "inserted": self.inserted,
            "updated": self.updated,
            "unchanged": self.unchanged,
        }

    def as_json(self) -> dict[str, object]:
        """Return the report as plain containers."""
        return {**self.counts, "renamed": list(self.renamed), "waiting": list(self.waiting)}


def deposit(conn: Connection, table: Table, entries: Sequence[Entry]) -> ImportReport:
    """Store the rows of one table that are new or, for master data, changed.

    Raises
    ------
    DataError
        If a row that may not change is already stored with another content, or two entries of
        the file are the same row.
    """
    key = ("id",) if table.own_id else table.key
    stored = {
        _key_of(row, key): row
        for row in stored_rows(conn, table.name, key, [_key_of(e.row, key) for e in entries])
    }
    seen: dict[tuple[object, ...], str] = {}
    new: list[Row] = []
    n_updated = n_unchanged = 0
    for entry in entries:
        identity = _key_of(entry.row, key)
        if identity in seen:
            raise DataError(
                f"the same {table.name} as {seen[identity]}",
                where=entry.where,
                remedy="delete one of the two",
            )
        seen[identity] = entry.where
        if identity not in stored:
            new.append(entry.row)
        elif _changed(conn, table, entry, stored[identity]):
            n_updated += 1
        else:
            n_unchanged += 1
    insert_grouped(conn, table, new)
    return ImportReport({table.name: len(new)}, {table.name: n_updated}, {table.name: n_unchanged})


def combined(reports: Sequence[ImportReport]) -> ImportReport:
    """Return one report of several tables; a count of none is left out."""
    merged = ImportReport({}, {}, {})
    for report in reports:
        for target, source in zip(
            (merged.inserted, merged.updated, merged.unchanged),
            (report.inserted, report.updated, report.unchanged),
            strict=True,
        ):
            for name, count in source.items():
                if count:
                    target[name] = target.get(name, 0) + count
    return merged


def differences(given: Row, stored: Row) -> dict[str, object]:
    """Return the given values that differ from the stored ones."""
    return {name: value for name, value in given.items() if stored[name] != value}


def in_words(
    conn: Connection, table: Table, stored: Row, given: Row
) -> Iterator[tuple[str, str, str]]:
    """Yield each column that a file gives otherwise, as stored and as given, rows by name."""
    names = NameBook(conn)
    references = {column.name: column.references for column in table.columns}
    for name, value in differences(given, stored).items():
        was, becomes = (
            names.whole_name(refers_to, each)
            if isinstance(each, UUID) and (refers_to := references.get(name)) in NATURAL_KEYS
            else str(each)
            for each in (stored[name], value)
        )
        yield name, was, becomes


def _changed(conn: Connection, table: Table, entry: Entry, stored: Row) -> bool:
    changed = differences(entry.row, stored)
    if table.name == "waiver":
        # The database dates a waiver itself, whatever the file says.
        changed.pop("signed_on", None)
    if not changed:
        return False
    if table.name == "tag":
        _require_same_meaning(entry, stored, changed)
    if not table.master:
        described = ", ".join(
            f"{name} is {was}, not {becomes}"
            for name, was, becomes in in_words(conn, table, stored, entry.row)
        )
        raise DataError(
            f"this {table.name} is already stored: {described}",
            where=entry.where,
            remedy="a stored row is never edited: enter a correction that supersedes it"
            if table.records
            else "end the stored row by date and add a new one",
        )
    update_row(conn, table.name, entry.row["id"], changed)
    return True


def _require_same_meaning(entry: Entry, stored: Row, changed: Mapping[str, object]) -> None:
    for name in MEANING_OF_READINGS:
        if name in changed:
            raise DataError(
                f"is registered with {name} {stored[name]!r}; its stored readings mean that, so"
                f" it cannot become {changed[name]!r}",
                where=f"{entry.where}, column {name}",
                remedy="give the new signal a name of its own",
            )


def insert_grouped(conn: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows grouped by the columns they give, so that defaults stay the database's."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(sorted(row)), []).append(row)
    for group in groups.values():
        insert_rows(conn, table.name, group)


def _key_of(row: Row, key: Sequence[str]) -> tuple[object, ...]:
    return tuple(row[name] for name in key)
