"""The spool's tables, how its file is opened, and what its faults mean."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from domain.errors import StorageError
from ingest import device_quality

BUSY_TIMEOUT_S: Final = 10.0

COUNTERS: Final = (
    "accepted", "forwarded", "inserted", "replayed", "conflicting", "refused", "dead", "retried",
)  # fmt: skip

_TABLES: Final = (
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
    device_quality.TABLE,
    """create table if not exists forwarding (
        one integer primary key check (one = 1), since_us integer not null, last_error text)""",
)

_FULL: Final = sqlite3.SQLITE_FULL
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY_CODE: Final = 0xFF


class SpoolFull(StorageError):  # noqa: N818  # names a state, as PeriodClosed does
    """The disk under the spool is full; nothing was acknowledged."""


def open_spool(path: Path) -> sqlite3.Connection:
    """Open the spool's file, making it and its tables where they are missing."""
    with faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
        _sync_folder(path.parent)
    return connection


def file_identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of the same name; nothing where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino)


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("begin immediate")
    for table in _TABLES:
        connection.execute(table)
    connection.executemany(
        "insert or ignore into counter (name, n) values (?, 0)", [(name,) for name in COUNTERS]
    )
    connection.execute("commit")


def _sync_folder(folder: Path) -> None:
    """Make the name of a new file durable too: a power cut must not lose the whole file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Translate faults of SQLite and of the file system into the project's own."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(path, error) from error
    except OSError as error:
        raise StorageError(
            f"cannot open the spool: {error.strerror}",
            where=str(path),
            remedy="check the folder's owner, mode and disk",
            can_retry=True,
        ) from error


def _translated(path: Path, error: sqlite3.Error) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    if code == _FULL:
        return SpoolFull(
            "the disk of the spool is full; nothing was acknowledged",
            where=str(path),
            remedy="free space on it; collecting goes on by itself",
            can_retry=True,
        )
    if code in _DAMAGED:
        return StorageError(
            f"the spool's file is damaged: {error}",
            where=str(path),
            remedy="keep the file, move it aside, and start the collector with a new one",
        )
    return StorageError(
        f"the spool failed: {error}",
        where=str(path),
        remedy="nothing was acknowledged; check the disk and its mount",
        can_retry=True,
    )
