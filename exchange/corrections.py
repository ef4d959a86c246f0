"""Records that are never edited: the same again is nothing new, a correction supersedes.

A sheet's ``supersedes`` column, filled with anything, says that the line corrects the record of
the same name; the newest record of that name is then superseded.
"""

from collections.abc import Sequence
from typing import NamedTuple

from catalog.model import Table
from domain.errors import DataError
from exchange.deposit import differences, in_words, insert_grouped
from storage.connections import Connection
from storage.identity import stable_id
from storage.keyed_rows import Row, stored_rows


class Paper(NamedTuple):
    """One record as a file gives it, and whether it corrects another."""

    row: Row
    corrects: bool
    where: str


def file_papers(
    conn: Connection, table: Table, name_columns: Sequence[str], papers: Sequence[Paper]
) -> tuple[list[Row], int]:
    """Store the papers that are new; return them as stored, and how many were known.

    Parameters
    ----------
    conn : Connection
        Connection in a tenant transaction.
    table : Table
        Table of records with ``supersedes_id``.
    name_columns : sequence of str
        Columns that name a paper, e.g. hauler and ticket number.
    papers : sequence of Paper
        In the order of the file.

    Raises
    ------
    DataError
        If a paper of that name is stored with other figures and this one is no correction, or a
        correction finds nothing to correct.
    """
    keys = list(dict.fromkeys(tuple(p.row[name] for name in name_columns) for p in papers))
    chains: dict[tuple[object, ...], list[Row]] = {key: [] for key in keys}
    for stored in stored_rows(conn, table.name, name_columns, keys):
        chains[tuple(stored[name] for name in name_columns)].append(stored)
    new: list[Row] = []
    for paper in papers:
        key = tuple(paper.row[name] for name in name_columns)
        chain = chains[key]
        if any(not differences(paper.row, known) for known in chain):
            continue
        row = _numbered(conn, table, paper, chain)
        chain.append(row)
        new.append(row)
    insert_grouped(conn, table, new)
    return new, len(papers) - len(new)


def _numbered(conn: Connection, table: Table, paper: Paper, chain: Sequence[Row]) -> Row:
    newest = _newest(chain)
    if newest is None and paper.corrects:
        raise DataError(
            f"there is no {table.name} of that name to correct",
            where=paper.where,
            remedy="import the first one before its correction",
        )
    if newest is not None and not paper.corrects:
        changed = ", ".join(
            f"{name} {was} is stored, {becomes} is given"
            for name, was, becomes in in_words(conn, table, newest, paper.row)
        )
        raise DataError(
            f"this {table.name} is already stored with other figures: {changed}",
            where=paper.where,
            remedy="a record is never edited: mark the line in a column `supersedes`",
        )
    corrected: object = None if newest is None else newest["id"]
    values = "|".join(f"{name}={paper.row[name]}" for name in sorted(paper.row))
    return {
        **paper.row,
        "supersedes_id": corrected,
        "id": stable_id(table.name, values, str(corrected)),
    }


def _newest(chain: Sequence[Row]) -> Row | None:
    superseded = {row["supersedes_id"] for row in chain}
    left = [row for row in chain if row["id"] not in superseded]
    return left[-1] if left else None
