"""The versions of the spool's file, and the steps that lead from each to the next.

The file carries its version as `user_version`; releases that knew of none left 0. A step and its
number are one transaction, so that a file is always of one version, whenever the power goes. A
step that was released is never changed: files made by it lie in the field. What changes is a new
step at the end, and a file of the release before it beside the tests.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Final

from domain.errors import StorageError
from ingest.spool import lock as spool_lock

APPLICATION_ID: Final = 0x57464C53
"""What tells a spool from any other SQLite file: "WFLS"."""

_COUNTERS: Final = (
    "accepted", "forwarded", "inserted", "replayed", "conflicting", "refused", "dead", "retried",
)  # fmt: skip

_AS_OF_0_1_0: Final = (
    """create table if not exists reading (
        seq integer primary key autoincrement, tag text not null, observed_us integer not null,
        received_us integer not null, value real, quality integer not null,
        crc integer not null)""",
    """create table if not exists refused (
        seq integer primary key autoincrement, body text not null, crc integer not null)""",
    """create table if not exists dead (
        seq integer primary key autoincrement, reason text not null, error text not null, tag text,
        observed_us integer, received_us integer, value real, quality integer, raw text,
        died_us integer not null)""",
    "create table if not exists counter (name text primary key, n integer not null)",
    """create table if not exists device (
        device_name text primary key, protocol text not null default '',
        state text not null default 'starting', since_us integer,
        restarts integer not null default 0, last_error text,
        accepted integer not null default 0, last_accepted_us integer)""",
    """create table if not exists device_quality (
        device_name text primary key, good integer not null default 0,
        uncertain integer not null default 0, bad integer not null default 0,
        overflowed integer not null default 0, refused integer not null default 0,
        last_good_us integer, last_fault integer)""",
    """create table if not exists forwarding (
        one integer primary key check (one = 1), since_us integer not null, last_error text)""",
    *(f"insert or ignore into counter values ('{name}', 0)" for name in _COUNTERS),  # noqa: S608
    f"pragma application_id = {APPLICATION_ID}",
)
# A device had two rows, its state and its counts, and both were written at each commit.
_ONE_ROW_A_DEVICE: Final = (
    "alter table device add column good integer not null default 0",
    "alter table device add column uncertain integer not null default 0",
    "alter table device add column bad integer not null default 0",
    "alter table device add column overflowed integer not null default 0",
    "alter table device add column refused integer not null default 0",
    "alter table device add column last_good_us integer",
    "alter table device add column last_fault integer",
    "insert or ignore into device (device_name) select device_name from device_quality",
    "update device set (good, uncertain, bad, overflowed, refused, last_good_us, last_fault) ="
    " (select good, uncertain, bad, overflowed, refused, last_good_us, last_fault"
    " from device_quality q where q.device_name = device.device_name)"
    " where device_name in (select device_name from device_quality)",
    "drop table device_quality",
)

STEPS: Final = (_AS_OF_0_1_0, _ONE_ROW_A_DEVICE)
"""The statements that make a file of version 1 of one of version 0, and so on."""

VERSION: Final = len(STEPS)

LARGE_TABLES: Final = frozenset({"reading", "refused", "dead"})
"""What may hold millions of rows; a look at an older file does not copy these."""


def version_of(connection: sqlite3.Connection, schema: str = "main") -> int:
    """Return the version that a file carries."""
    return int(connection.execute(f"pragma {schema}.user_version").fetchone()[0])


def refuse_unknown(connection: sqlite3.Connection, path: Path, schema: str = "main") -> None:
    """Refuse a file that this release cannot read.

    Raises
    ------
    StorageError
        A later release wrote it, or it is the database of something else.
    """
    version = version_of(connection, schema)
    mark = connection.execute(f"pragma {schema}.application_id").fetchone()[0]
    tables = tables_of(connection, schema)
    if (tables and "reading" not in tables) or mark not in (0, APPLICATION_ID):
        raise StorageError(
            "is a database, but no spool; it was left as it is",
            where=str(path),
            remedy="check the path of the spool",
        )
    if version > VERSION:
        raise StorageError(
            f"the spool's file is of version {version}, and this release knows no later one than"
            f" {VERSION}; it was left as it is",
            where=str(path),
            remedy="run the release that wrote it, or a later one; or give this one a new spool",
        )


def bring_up(connection: sqlite3.Connection, path: Path) -> None:
    """Take a file to this release's version, step by step; a new file takes the same way.

    Raises
    ------
    ConfigError
        Another process collects into it, with the release before this one.
    """
    if version_of(connection) == VERSION:
        return
    with _alone(path) if tables_of(connection) else nullcontext():
        while take_step(connection):
            pass


def take_step(connection: sqlite3.Connection) -> bool:
    """Take a file one version further, in one transaction; tell whether there was a step to take.

    Notes
    -----
    The version is read within the transaction: two processes may open a new file at once.
    """
    with transaction(connection):
        version = version_of(connection)
        if version >= VERSION:
            return False
        for statement in STEPS[version]:
            connection.execute(statement)
        connection.execute(f"pragma user_version = {version + 1}")
    return True


def tables_of(connection: sqlite3.Connection, schema: str = "main") -> dict[str, str]:
    """Return the tables of a file, and the statements that made them."""
    sql = f"select name, sql from {schema}.sqlite_master where type = 'table'"  # noqa: S608
    found = connection.execute(f"{sql} and name not like 'sqlite_%'").fetchall()
    return dict(found)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run statements as one durable transaction, or not at all."""
    connection.execute("begin immediate")
    try:
        yield connection
        connection.execute("commit")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("rollback")
        raise


def _alone(path: Path) -> AbstractContextManager[None]:
    """Hold the spool, unless this process does: the release before knows no later tables."""
    if spool_lock.holder(path) == os.getpid():
        return nullcontext()
    return spool_lock.held(path)
