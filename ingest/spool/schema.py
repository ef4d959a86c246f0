"""How the spool's file is opened, to be written or only looked at, and what its faults mean."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.errors import StorageError
from ingest.spool import versions as spool_versions

BUSY_TIMEOUT_S: Final = 10.0

_FULL: Final = sqlite3.SQLITE_FULL
_NO_ROOM_TO_OPEN: Final = sqlite3.SQLITE_IOERR_SHMSIZE
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY_CODE: Final = 0xFF
_FILE: Final = "spool"


class SpoolFull(StorageError):  # noqa: N818  # names a state, as PeriodClosed does
    """The disk under the spool is full; nothing was acknowledged."""


def open_spool(path: Path) -> sqlite3.Connection:
    """Open the spool's file to be written; make it where it is missing, bring it up if it is old.

    Raises
    ------
    StorageError
        It cannot be opened, is damaged, or is of a later version; then nothing of it is changed.
    ConfigError
        It is of an older version, and another process collects into it.
    """
    with faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > 0:
            _looked_at(path).close()
        connection = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            spool_versions.bring_up(connection, path)
        except BaseException:
            connection.close()
            raise
        _sync_folder(path.parent)
    return connection


def open_view(path: Path) -> sqlite3.Connection:
    """Open the spool's file to be looked at, as a file of this release's version; change nothing.

    Raises
    ------
    StorageError
        It cannot be opened, is damaged, or is of a later version.
    """
    with faults(path):
        connection = _looked_at(path)
        try:
            _show_as_current(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _looked_at(path: Path) -> sqlite3.Connection:
    """Return a connection in memory that has the file at its side, as it lies there."""
    connection = sqlite3.connect(
        "file::memory:", uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None,
        check_same_thread=False,
    )  # fmt: skip
    # Whoever has a spool open keeps its log beside it. Without one nobody writes, and SQLite
    # is told so: else it would make a log and leave it behind.
    has_log = path.with_name(path.name + "-wal").exists()
    address = f"{path.absolute().as_uri()}?mode=ro{'' if has_log else '&immutable=1'}"
    try:
        connection.execute(f"attach ? as {_FILE}", (address,))
        spool_versions.refuse_unknown(connection, path, _FILE)
    except BaseException:
        connection.close()
        raise
    return connection


def _show_as_current(connection: sqlite3.Connection) -> None:
    """Show an older file as the steps would make it: its small tables are taken there in memory.

    A table that lies in memory, or a view, hides the one of the file that has the same name.
    """
    version = spool_versions.version_of(connection, _FILE)
    if version == spool_versions.VERSION:
        return
    for table, made_by in spool_versions.tables_of(connection, _FILE).items():
        rows = f"select * from {_FILE}.{table}"  # noqa: S608  # a name of its own
        if table in spool_versions.LARGE_TABLES:
            connection.execute(f"create temp view {table} as {rows}")
        else:
            connection.execute(made_by)
            connection.execute(f"insert into main.{table} {rows}")
    connection.execute(f"pragma main.user_version = {version}")
    while spool_versions.take_step(connection):
        pass


def file_identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of the same name; nothing where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino)


def _sync_folder(folder: Path) -> None:
    """Make the name of a new file durable too: a power cut must not lose the whole file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Translate faults of SQLite and of the file system into the project's own."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(path, error) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _full(path) from error
        raise StorageError(
            f"cannot open the spool: {error.strerror}",
            where=str(path),
            remedy="check the folder's owner, mode and disk",
            can_retry=True,
        ) from error


def _full(path: Path) -> SpoolFull:
    return SpoolFull(
        "the disk of the spool is full; nothing was acknowledged",
        where=str(path),
        remedy="free space on it; collecting goes on by itself",
        can_retry=True,
    )


def _translated(path: Path, error: sqlite3.Error) -> StorageError:
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended & _PRIMARY_CODE
    if code == _FULL or extended == _NO_ROOM_TO_OPEN:
        return _full(path)
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
