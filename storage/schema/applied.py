"""What the migration runner remembers: which files it applied, how far, with what content."""

from dataclasses import dataclass
from typing import Final

from sql import Migration
from storage.connections import Connection

CREATE: Final = b"""
create schema if not exists migration;
create table if not exists migration.applied (
    number integer primary key,
    source text not null,
    checksum text not null,
    statements_done integer not null,
    statements_total integer not null,
    applied_at timestamptz not null default now()
);
create table if not exists migration.repeatable (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
);
"""


@dataclass(frozen=True, slots=True)
class AppliedFile:
    """One file that was begun; `done` of its `total` statements are behind it."""

    source: str
    checksum: str
    done: int
    total: int

    @property
    def is_done(self) -> bool:
        """Whether the whole file was applied."""
        return self.done == self.total


def create(conn: Connection) -> None:
    """Make the ledger's own tables, unless they exist."""
    with conn.transaction():
        conn.execute(CREATE)


def entries(conn: Connection) -> dict[int, AppliedFile]:
    """Return what was applied, by number; nothing when there is no ledger yet."""
    row = conn.execute("select to_regclass('migration.applied') is not null").fetchone()
    if row is None or not row[0]:
        return {}
    rows = conn.execute(
        "select number, source, checksum, statements_done, statements_total"
        " from migration.applied order by number"
    ).fetchall()
    return {number: AppliedFile(*rest) for number, *rest in rows}


def record(conn: Connection, file: Migration, *, done: int, total: int) -> None:
    """Write how far a file has come."""
    conn.execute(
        "insert into migration.applied"
        " (number, source, checksum, statements_done, statements_total)"
        " values (%s, %s, %s, %s, %s)"
        " on conflict (number) do update set checksum = excluded.checksum,"
        " statements_done = excluded.statements_done, applied_at = now()",
        (file.number, file.source, file.checksum, done, total),
    )


def repeatable(conn: Connection, name: str) -> str | None:
    """Return the checksum of a repeatable step's last run."""
    row = conn.execute(
        "select checksum from migration.repeatable where name = %s", (name,)
    ).fetchone()
    return None if row is None else str(row[0])


def record_repeatable(conn: Connection, name: str, checksum: str) -> None:
    """Write that a repeatable step ran."""
    conn.execute(
        "insert into migration.repeatable (name, checksum) values (%s, %s)"
        " on conflict (name) do update set checksum = excluded.checksum, applied_at = now()",
        (name, checksum),
    )
