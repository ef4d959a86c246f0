"""Turns what the driver raises into our own errors, without the rows it would quote.

PostgreSQL puts whole rows into DETAIL ("Failing row contains ..."), which may be another
tenant's; only the primary message, the constraint's name and the SQLSTATE go on. The original
exception is not chained, because a traceback would print its DETAIL.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from domain.errors import DataError, PeriodClosed, StorageError, WellflowError

PERIOD_CLOSED: Final = "WF001"
RULE_OF_THE_FIELD: Final = "WF"
RETRY_CLASSES: Final = ("08", "53", "58")
RETRY_STATES: Final = frozenset(
    {
        "40001",  # serialization failure
        "40P01",  # deadlock
        "55P03",  # lock not available in time
        "57014",  # statement timeout
        "57P01",  # server is being shut down
        "57P02",  # server crashed
        "57P03",  # server is starting up
        "57P05",  # idle session timeout
        "25006",  # read only: a standby before its promotion
        "25P03",  # idle in transaction for too long
    }
)


@contextmanager
def translated(where: str = "", *, remedy: str = "") -> Iterator[None]:
    """Run a block; errors of the driver leave it as errors of ours."""
    try:
        yield
    except psycopg.Error as error:
        raise as_wellflow(error, where=where, remedy=remedy) from None


def as_wellflow(error: psycopg.Error, *, where: str = "", remedy: str = "") -> WellflowError:
    """Return our error for one of the driver's."""
    state = error.sqlstate or ""
    what = _what(error)
    if state.startswith(RULE_OF_THE_FIELD):
        hint = error.diag.message_hint or remedy
        if state == PERIOD_CLOSED:
            return PeriodClosed(what, where=where, remedy=hint or "post a correction instead")
        return DataError(what, where=where, remedy=hint)
    suffix = f" ({state})" if state else ""
    return StorageError(f"{what}{suffix}", where=where, remedy=remedy, can_retry=can_retry(error))


def can_retry(error: psycopg.Error) -> bool:
    """Tell whether the same call may succeed later."""
    state = error.sqlstate
    if state is None:
        # No SQLSTATE means the server was not reached or the connection broke.
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return state in RETRY_STATES or state.startswith(RETRY_CLASSES)


def _what(error: psycopg.Error) -> str:
    diagnosis = error.diag
    if diagnosis.message_primary:
        name = diagnosis.constraint_name
        known = name is None or name in diagnosis.message_primary
        return diagnosis.message_primary + ("" if known else f" (constraint {name})")
    # Raised by the driver or by a failed connection: there is no row in it.
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
