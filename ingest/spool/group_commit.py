"""Many sources, one fsync: whatever arrives while the disk is busy shares the next commit."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from domain.errors import StorageError
from domain.measurement.reading import Reading, Refused
from ingest.spool.admission import admit
from ingest.spool.rows import SpoolBatch, spool_batch
from ingest.spool.spool import Spool

logger = logging.getLogger(__name__)

LARGEST_COMMIT: Final = 256


class _Waiting(NamedTuple):
    batch: SpoolBatch
    written: "asyncio.Future[None]"


class GroupCommit:
    """A thread that writes batches to the spool, as many in one transaction as are waiting.

    Parameters
    ----------
    spool : Spool
        Where they go.
    on_written : callable, optional
        Called after each commit; wakes the forwarder.
    """

    def __init__(self, spool: Spool, on_written: Callable[[], None] | None = None) -> None:
        self._spool = spool
        self._on_written = on_written
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="spool-writer", daemon=True)
        self._thread.start()

    async def write(self, batch: SpoolBatch) -> None:
        """Return when the batch is on the disk; raise `StorageError` when it is not."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put(_Waiting(batch, written))
        await written

    def close(self) -> None:
        """Write what still waits, then end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group, is_last = self._group(first)
            error = self._commit([waiting.batch for waiting in group])
            _tell(group, error)
            if error is None and self._on_written is not None:
                self._on_written()
            if is_last:
                return

    def _group(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        group = [first]
        while len(group) < LARGEST_COMMIT:
            try:
                following = self._waiting.get_nowait()
            except queue.Empty:
                return group, False
            if following is None:
                return group, True
            group.append(following)
        return group, False

    def _commit(self, batches: Sequence[SpoolBatch]) -> StorageError | None:
        try:
            self._spool.write(batches)
        except StorageError as error:
            return error
        except Exception as error:  # the boundary: every source must hear, or wait for ever
            logger.exception("the spool raised what it should not")
            return StorageError(f"{type(error).__name__}: {error}", where=str(self._spool.path))
        return None


def _tell(group: Sequence[_Waiting], error: StorageError | None) -> None:
    """Tell all sources of a group what became of it, with one call to each event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for waiting in group:
        by_loop.setdefault(waiting.written.get_loop(), []).append(waiting.written)
    for loop, futures in by_loop.items():
        loop.call_soon_threadsafe(_settle, futures, error)


def _settle(futures: Sequence["asyncio.Future[None]"], error: StorageError | None) -> None:
    for written in futures:
        if written.done():
            continue
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)


class SpoolSink:
    """The sink of one device: admits, writes, and returns when the disk has it."""

    def __init__(
        self,
        device_name: str,
        commits: GroupCommit,
        on_accepted: Callable[[Sequence[Reading]], None] | None = None,
    ) -> None:
        self._device_name = device_name
        self._commits = commits
        self._on_accepted = on_accepted

    async def accept(self, readings: Sequence[Reading], refused: Sequence[Refused] = ()) -> None:
        """Store both durably and only then return.

        Raises
        ------
        StorageError
            Nothing of it is durable; the device must not be told otherwise.
        """
        admitted = admit(readings, refused)
        if not admitted.readings and not admitted.refused:
            return
        batch = spool_batch(admitted.readings, admitted.refused, self._device_name)
        await self._commits.write(batch)
        if self._on_accepted is not None:
            self._on_accepted(admitted.readings)
