"""The spool's side of forwarding: reading ahead and taking out, while the database stores.

Three batches are under way at once: one in the database, the one behind it being read and
packed, and the one before it, committed, leaving the spool. The spool's work is done in one
thread, in order; a batch that is alone is worked on without any.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, NamedTuple

from domain.measurement.reading import Reading, Refused
from ingest.spool.spool import Spool
from storage.rows.edge import Packed

REFUSED_ROWS: Final = 500


class Batch(NamedTuple):
    """Readings of the spool, and what was packed of them, where their tags were known."""

    readings: list[Reading]
    packed: Packed | None


class ReadAhead:
    """Batches of a spool in order, each read once.

    Parameters
    ----------
    spool : Spool
        What waits.
    pack : callable
        Gets a batch ready for the database, or gives nothing where it cannot yet.

    Notes
    -----
    What was handed out must be given to `leave` or be moved elsewhere before the end of the
    spool is reached; after a failure `forget` makes the next batch begin again at the oldest row.
    """

    def __init__(self, spool: Spool, pack: Callable[[Sequence[Reading]], Packed | None]) -> None:
        self._spool = spool
        self._pack = pack
        self._pool: ThreadPoolExecutor | None = None
        self._next: Future[Batch] | None = None
        self._leaving: Future[None] | None = None

    def take(self, limit: int) -> tuple[Batch, list[Refused]]:
        """Return the oldest readings and refusals, and begin to read the readings behind them."""
        ahead, self._next = self._next, None
        batch = ahead.result() if ahead is not None else None
        if batch is None or not batch.readings:
            self.settle()
            batch = self._read(limit, after_seq=0)
        # Before the thread reads on, since both would wait for the same file.
        refused = self._spool.peek_refused(REFUSED_ROWS)
        if len(batch.readings) == limit:
            last_seq = batch.readings[-1].seq
            self._next = self._thread().submit(self._read, limit, after_seq=last_seq)
        return batch, refused

    def leave(self, readings: Sequence[Reading], counts: Mapping[str, int]) -> None:
        """Take readings out that the database has committed; behind them the next may go on.

        Raises
        ------
        StorageError
            Those given before could not be taken out; they will be sent again.
        """
        self.settle()
        if self._next is None:
            self._delete(readings, counts)
        else:
            self._leaving = self._thread().submit(self._delete, readings, counts)

    def settle(self) -> None:
        """Wait until everything that was given to `leave` is out of the spool."""
        leaving, self._leaving = self._leaving, None
        if leaving is not None:
            leaving.result()

    def forget(self) -> None:
        """Drop what was read ahead, and end the thread when it has done what it was given."""
        self._next = self._leaving = None
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        self._pool = None

    def _read(self, limit: int, *, after_seq: int) -> Batch:
        readings = self._spool.peek(limit, after_seq=after_seq)
        return Batch(readings, self._pack(readings) if readings else None)

    def _delete(self, readings: Sequence[Reading], counts: Mapping[str, int]) -> None:
        self._spool.delete([reading.seq for reading in readings], counts)

    def _thread(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="spool-side")
        return self._pool
