"""From the spool to the database: a batch at a time, out of the spool only after its commit.

A batch whose reply was lost is sent again; the key of a reading absorbs it. A row that the
database will never take is found by halving its batch and goes to the dead letters, with the
error; everything else waits for the database, however long that takes. Where the fault may as
well lie with the database as a whole, a row counts as the culprit only if others were taken.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.errors import StorageError, WellflowError
from domain.measurement.reading import Reading, Refused
from ingest.backoff import BackOff
from ingest.forwarding import refusals
from ingest.forwarding.read_ahead import ReadAhead
from ingest.spool import forwarding_state
from ingest.spool.letters import REJECTED, UNKNOWN_TAG
from ingest.spool.spool import Spool
from storage.connections import Connection, connect
from storage.rows import edge
from storage.rows.edge import BatchTooSlow, Box, Packed, RowsRefused, SpanRefused

logger = logging.getLogger(__name__)

BATCH_ROWS: Final = 10_000
LEAST_ROWS: Final = 100
LINGER_S: Final = 0.1
IDLE_S: Final = 1.0
TAGS_FRESH_S: Final = 1.0
STATEMENT_TIMEOUT_S: Final = 60
LONGEST_WAIT_S: Final = 30.0
DAY_US: Final = 86_400_000_000


@dataclass
class _Session:
    """An open connection, and what the database said of this box."""

    connection: Connection
    box: Box
    asked_at: float
    expects_new: bool = False


@dataclass
class Forwarder:
    """Empties a spool into the database until told to stop.

    Parameters
    ----------
    spool : Spool
        What waits.
    dsn : callable
        Gives the collector's address; asked at every connection, since a server may move.
    batch_rows : int
        Most readings in one transaction.
    """

    spool: Spool
    dsn: Callable[[], str]
    batch_rows: int = BATCH_ROWS
    back_off: BackOff = field(default_factory=lambda: BackOff(first_s=0.2, limit_s=LONGEST_WAIT_S))
    last_error: str | None = None
    _session: _Session | None = None
    _line: Connection | None = None
    _ahead: ReadAhead = field(init=False)
    _rows_at_once: int = field(init=False)
    _were_taken: bool = False
    _suspects: list[tuple[Reading, RowsRefused]] = field(default_factory=list)
    _wake: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._ahead = ReadAhead(self.spool, self._packed)
        self._rows_at_once = self.batch_rows

    def run(self) -> None:
        """Forward until `stop`; a database that is away is waited for."""
        self._note(None)
        while not self._stop.is_set():
            try:
                moved = self.forward_once()
            except WellflowError as error:
                self._stop.wait(self._failed(error.message))
                continue
            except Exception as error:  # the boundary: the spool must never lose its forwarder
                logger.exception("forwarding raised what it should not")
                self._stop.wait(self._failed(f"{type(error).__name__}: {error}"))
                continue
            self._worked()
            if moved == 0:
                self._wake.wait(IDLE_S)
                self._wake.clear()
            elif moved < self._rows_at_once:
                # A trickle: let a few more readings join the next transaction.
                self._stop.wait(LINGER_S)
        self.close()

    def wake(self) -> None:
        """Say that the spool has got something."""
        self._wake.set()

    def stop(self) -> None:
        """End `run` after the batch it is at."""
        self._stop.set()
        self._wake.set()

    def hang_up(self) -> None:
        """Break off a call to a database that does not answer; its batch stays in the spool."""
        line = self._line
        if line is not None:
            edge.hang_up(line)

    def close(self) -> None:
        """Close the connection; the next batch opens another, and is read anew."""
        self._ahead.forget()
        if self._session is not None:
            self._session.connection.close()
        self._session = None

    def forward_once(self) -> int:
        """Forward the oldest refusals and readings; return how many left the spool.

        Raises
        ------
        StorageError
            The database or the spool failed; whatever was not committed is still in the spool.
        """
        try:
            moved = self._forward_oldest()
        except BaseException as error:
            # What was read ahead lies behind rows that are still in the spool.
            self._ahead.forget()
            if isinstance(error, BatchTooSlow | RowsRefused):
                fewer = max(LEAST_ROWS, self._rows_at_once // 4)
                self._rows_at_once = min(self.batch_rows, fewer)
            raise
        self._rows_at_once = min(self.batch_rows, self._rows_at_once * 2)
        return moved

    def _forward_oldest(self) -> int:
        if self._session is None and self.spool.is_empty():
            return 0
        session = self.connect()  # first: while the database is away, nothing is read for it
        (readings, packed), refused = self._ahead.take(self._rows_at_once)
        known = self._without_unknown(session, readings)
        if known:
            self._were_taken, self._suspects = False, []
            self._forward(session, known, packed if known is readings else None)
            self._judge_suspects(session)
        if refused:
            self._forward_refused(session, refused)
        return len(refused) + len(readings)

    def connect(self) -> _Session:
        """Return the open session with the database, opening one where there is none."""
        if self._session is None or self._session.connection.closed:
            self._session = self._opened()
        return self._session

    def _opened(self) -> _Session:
        self._line = line = connect(
            self.dsn(), application="collector", statement_timeout_s=STATEMENT_TIMEOUT_S
        )
        try:
            edge.prepare(line)
            return _Session(line, edge.box(line), time.monotonic())
        except BaseException:
            line.close()
            raise

    def _failed(self, error: str) -> float:
        self.close()
        wait_s = self.back_off.failed()
        if error != self.last_error:
            logger.warning("forwarding waits %.1f s: %s", wait_s, error)
            self._note(error)
        self.last_error = error
        return wait_s

    def _worked(self) -> None:
        if self.last_error is not None:
            logger.info("forwarding again")
            self._note(None)
        self.last_error = None
        self.back_off.worked()

    def _note(self, error: str | None) -> None:
        """Write the state down; a spool that cannot take it must not end the forwarder."""
        try:
            forwarding_state.note(self.spool, error)
        except StorageError as fault:
            logger.warning("state of forwarding not noted: %s", fault.message)

    def _packed(self, readings: Sequence[Reading]) -> Packed | None:
        """Get a batch ready while another is stored; unknown tags are for later."""
        session = self._session
        try:
            return None if session is None else edge.pack(session.box, readings)
        except KeyError:
            return None

    def _forward(
        self, session: _Session, readings: Sequence[Reading], packed: Packed | None = None
    ) -> None:
        if packed is None or packed.box is not session.box:
            packed = edge.pack(session.box, readings)
        try:
            stored = edge.store(
                session.connection, packed, readings, expects_new=session.expects_new
            )
        except RowsRefused as error:
            self._bisect(session, readings, error)
            return
        self._were_taken = True
        # After a replay more may follow, as behind a lost reply or an unclean end.
        session.expects_new = stored.inserted == len(readings)
        counts = {
            "inserted": stored.inserted,
            "conflicting": stored.conflicting,
            "replayed": len(readings) - stored.inserted - stored.conflicting,
        }
        self._ahead.leave(readings, counts)

    def _bisect(self, session: _Session, readings: Sequence[Reading], error: RowsRefused) -> None:
        """Find the row that spoils a batch: each half by itself, down to the one."""
        if isinstance(error, SpanRefused) and _is_one_day(readings):
            self._bury(session, readings, REJECTED, error.what)
        elif len(readings) > 1:
            middle = len(readings) // 2
            self._forward(session, readings[:middle])
            self._forward(session, readings[middle:])
        elif error.is_certain:
            self._bury(session, readings, REJECTED, error.what)
        else:
            self._suspects.append((readings[0], error))

    def _judge_suspects(self, session: _Session) -> None:
        """Bury rows that were refused while others were taken; else the database is to blame."""
        for reading, error in self._suspects:
            if not self._were_taken:
                raise error
            self._bury(session, [reading], REJECTED, error.what)

    def _without_unknown(self, session: _Session, readings: Sequence[Reading]) -> Sequence[Reading]:
        """Return the readings of registered tags; the others go to the dead letters."""
        names = {reading.tag_name for reading in readings}
        if names <= session.box.tag_ids.keys():
            return readings
        if time.monotonic() - session.asked_at > TAGS_FRESH_S:
            session.box, session.asked_at = edge.box(session.connection), time.monotonic()
        known = session.box.tag_ids
        unknown = [reading for reading in readings if reading.tag_name not in known]
        if unknown:
            error = (
                f"no such tag is registered for collector {session.box.collector_name}; register"
                " it with `wellflow tags apply`, then `wellflow spool retry`"
            )
            self._bury(session, unknown, UNKNOWN_TAG, error)
        return [reading for reading in readings if reading.tag_name in known]

    def _bury(
        self, session: _Session, readings: Sequence[Reading], reason: str, error: str
    ) -> None:
        """Keep readings as dead letters, and tell the database's quarantine of them first."""
        told = [refusals.of_reading(reading, reason, error) for reading in readings]
        try:
            edge.quarantine(session.connection, told)
        except RowsRefused as refusal:
            logger.warning("quarantine does not take them either: %s", refusal.what)
        self.spool.bury(readings, reason, error)
        logger.warning(
            "to the dead letters rows=%d reason=%s error=%s", len(readings), reason, error
        )

    def _forward_refused(self, session: _Session, refused: Sequence[Refused]) -> None:
        try:
            edge.quarantine(session.connection, [refusals.of_refused(item) for item in refused])
        except RowsRefused as error:
            if len(refused) == 1:
                if not error.is_certain:
                    raise
                self.spool.bury_refused(refused, error.what)
                return
            middle = len(refused) // 2
            self._forward_refused(session, refused[:middle])
            self._forward_refused(session, refused[middle:])
            return
        self.spool.delete_refused([item.seq for item in refused])


def _is_one_day(readings: Sequence[Reading]) -> bool:
    """Tell whether all lie in one day, and so in one month or chunk of the database."""
    return len({reading.observed_us // DAY_US for reading in readings}) == 1
