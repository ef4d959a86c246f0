"""Reads the next batch of the spool while the database still stores the one before it."""

from concurrent.futures import Future, ThreadPoolExecutor

from ingest.spool import Spool
from ingest.spool_rows import SpooledReading


class ReadAhead:
    """Batches of a spool in order, each read once, the next one already under way.

    A batch that was handed out must leave the spool before the next is taken; after a failure
    `forget` makes the next batch begin again at the oldest row.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._pool: ThreadPoolExecutor | None = None
        self._next: Future[list[SpooledReading]] | None = None

    def take(self, limit: int) -> list[SpooledReading]:
        """Return the oldest readings, and begin to read those behind them."""
        ahead, self._next = self._next, None
        batch = ahead.result() if ahead is not None else []
        if not batch:
            batch = self._spool.peek(limit)
        if len(batch) == limit:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(1, thread_name_prefix="spool-reader")
            last_seq = batch[-1].seq
            self._next = self._pool.submit(self._spool.peek, limit, after_seq=last_seq)
        return batch

    def forget(self) -> None:
        """Drop what was read ahead, and end the thread."""
        self._next = None
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        self._pool = None
