"""The spool: the only durable place at the edge, one SQLite file.

A reading is acknowledged to its device after its row is in this file and the file is on the
disk (write-ahead log, ``synchronous=FULL``). It leaves after the database committed it. What
the database will never take goes to the dead letters with the reason, and stays there.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, Final, TypeVar

from domain.errors import StorageError
from domain.measurement.reading import Reading, Refused
from ingest.spool import device_quality, letters
from ingest.spool.reserve import Reserve
from ingest.spool.rows import SpoolBatch, read_refused, read_rows, spool_batch
from ingest.spool.schema import SpoolFull, faults, file_identity, open_spool
from ingest.spool.versions import transaction
from ingest.spool.view import SpoolView

_PEEK: Final = (
    "select seq, cast(tag as blob), observed_us, received_us, value, quality, crc"
    " from reading where seq > ? order by seq limit ?"
)
Result = TypeVar("Result")


class Spool(SpoolView):
    """Readings waiting for the database; safe to use from several threads.

    Parameters
    ----------
    path : Path
        The file; made with its folder when missing.

    Raises
    ------
    StorageError
        When the file cannot be opened, is damaged, or is of a later version.
    ConfigError
        When it is of an older version, and another process collects into it.
    """

    def __init__(self, path: Path | str) -> None:
        self._reserve = Reserve(Path(path))
        self._reserve.refuse_emptied_spool()
        super().__init__(path)
        self._reserve.fill()

    def append(self, readings: Sequence[Reading], refused: Sequence[Refused] = ()) -> None:
        """Write readings, and what is refused, durably, and only then return."""
        self.write([spool_batch(readings, refused)])

    def write(self, batches: Sequence[SpoolBatch]) -> None:
        """Write several batches in one transaction: they share one fsync.

        Raises
        ------
        StorageError
            When they are not on the disk: none of them may be acknowledged.
        """
        with self._lock, faults(self.path):
            self._hold_to_the_file()
        self._durably(lambda connection: _write(connection, batches))

    def peek(self, limit: int, *, after_seq: int = 0) -> list[Reading]:
        """Return the oldest readings; damaged ones are moved to the dead letters."""
        intact, damaged = read_rows(self.rows(_PEEK, (after_seq, limit)))
        if damaged:
            self._freeing(lambda connection: letters.bury_damaged(connection, "reading", damaged))
        return intact

    def peek_refused(self, limit: int) -> list[Refused]:
        """Return the oldest refusals; damaged ones are moved to the dead letters."""
        sql = "select seq, cast(body as blob), crc from refused order by seq limit ?"
        found: list[Refused] = []
        damaged: list[tuple[Any, ...]] = []
        for row in self.rows(sql, (limit,)):
            refused = read_refused(*row)
            if refused is None:
                damaged.append(row)
            else:
                found.append(refused)
        if damaged:
            self._freeing(lambda connection: letters.bury_damaged(connection, "refused", damaged))
        return found

    def delete(self, seqs: Sequence[int], counted: Mapping[str, int] | None = None) -> None:
        """Take readings out that the database has committed, and count them with it."""
        counts = {"forwarded": len(seqs), **(counted or {})}
        self._freeing(lambda connection: _delete(connection, "reading", seqs, counts))

    def delete_refused(self, seqs: Sequence[int]) -> None:
        """Take refusals out that the database holds in quarantine."""
        counts = {"refused": len(seqs)}
        self._freeing(lambda connection: _delete(connection, "refused", seqs, counts))

    def bury(self, readings: Sequence[Reading], reason: str, error: str) -> None:
        """Move readings to the dead letters: kept, counted, and never in the way."""
        self._freeing(lambda connection: letters.bury(connection, readings, reason, error))

    def bury_refused(self, refused: Sequence[Refused], error: str) -> None:
        """Move refusals that even quarantine would not take to the dead letters."""
        self._freeing(lambda connection: letters.bury_refused(connection, refused, error))

    def retry(self, reason: str | None = None) -> int:
        """Put dead readings back into the queue, and return how many.

        Parameters
        ----------
        reason : str, optional
            Only those that died of it; damaged rows never return.
        """
        return self._durably(lambda connection: letters.revive(connection, reason))

    def execute(self, sql: str, parameters: tuple[object, ...]) -> None:
        """Run one writing statement durably."""
        self._durably(lambda connection: connection.execute(sql, parameters))

    def _durably(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        with self._lock, faults(self.path):
            try:
                with transaction(self._opened()) as connection:
                    return work(connection)
            except sqlite3.OperationalError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_IOERR:
                    self._forget()
                raise

    def _freeing(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Run work that makes room, with the reserve's space where the disk is full."""
        with self._lock:
            try:
                self._durably(work)
            except SpoolFull:
                self._reserve.release()
                self._durably(work)
            self._reserve.fill()

    def _open(self) -> sqlite3.Connection:
        try:
            connection = open_spool(self.path)
        except SpoolFull:
            # A file of an older version must be brought up before anything can leave it.
            self._reserve.release()
            connection = open_spool(self.path)
        self._identity = file_identity(self.path)
        return connection

    def _hold_to_the_file(self) -> None:
        """Promise nothing to a file that was deleted or moved: it dies with this process.

        What it still holds goes to the database; then a new file is begun under the old name.
        """
        if self._connection is None or file_identity(self.path) == self._identity:
            return
        if not self.is_empty():
            raise StorageError(
                "the spool's file was deleted or moved; nothing was acknowledged",
                where=str(self.path),
                remedy="collecting goes on by itself once what waits in it is in the database",
                can_retry=True,
            )
        self._forget()
        self._opened()

    def _forget(self) -> None:
        """After a failed write, drop what this connection believes the disk holds."""
        with suppress(sqlite3.Error):
            self.close()
        self._connection = None


def _write(connection: sqlite3.Connection, batches: Sequence[SpoolBatch]) -> None:
    accepted, now_us = 0, letters.now_us()
    readings = chain.from_iterable(batch.readings for batch in batches)
    connection.executemany(letters.INSERT_READING, readings)
    for batch in batches:
        connection.executemany("insert into refused (body, crc) values (?, ?)", batch.refused)
        accepted += len(batch.readings)
        if batch.device_name is not None:
            device_quality.note(
                connection, batch.device_name, batch.worth, len(batch.refused), now_us
            )
    letters.count(connection, {"accepted": accepted})


def _delete(
    connection: sqlite3.Connection, table: str, seqs: Sequence[int], counts: Mapping[str, int]
) -> None:
    ordered = sorted(seqs)
    if ordered and ordered[-1] - ordered[0] == len(ordered) - 1:
        connection.execute(letters.DELETE_SPAN[table], (ordered[0], ordered[-1]))
    else:
        connection.executemany(letters.DELETE[table], [(seq,) for seq in ordered])
    letters.count(connection, counts)
