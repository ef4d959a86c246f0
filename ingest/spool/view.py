"""A look into a spool, beside the process that collects into it; nothing of it is changed."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

from ingest.spool.letters import DeadLetter
from ingest.spool.schema import faults, open_view


class SpoolView:
    """What a spool holds; safe to use from several threads.

    Parameters
    ----------
    path : Path
        The file. One of an older version is shown as this release would make it.

    Raises
    ------
    StorageError
        When the file cannot be opened, is damaged, or is of a later version.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = self._open()

    def close(self) -> None:
        """Close the file; rows stay."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def dead(self, limit: int = 1000, reason: str | None = None) -> list[DeadLetter]:
        """Return the oldest dead letters."""
        sql = (
            "select seq, reason, error, tag, observed_us, received_us, value, quality, raw, died_us"
            " from dead where ? is null or reason = ? order by seq limit ?"
        )
        return [DeadLetter(*row) for row in self.rows(sql, (reason, reason, limit))]

    def counters(self) -> dict[str, int]:
        """Return what was counted since the spool was made."""
        return dict(self.rows("select name, n from counter"))

    def pending(self) -> int:
        """Return how many readings and refusals wait for the database."""
        sql = "select (select count(*) from reading) + (select count(*) from refused)"
        return int(self.rows(sql)[0][0])

    def is_empty(self) -> bool:
        """Tell whether nothing waits for the database."""
        sql = "select exists (select 1 from reading) or exists (select 1 from refused)"
        return not self.rows(sql)[0][0]

    def rows(self, sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Run one reading statement."""
        with self._lock, faults(self.path):
            return self._opened().execute(sql, parameters).fetchall()

    def _open(self) -> sqlite3.Connection:
        return open_view(self.path)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._open()
        return self._connection
