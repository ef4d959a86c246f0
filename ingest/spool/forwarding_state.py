"""Why nothing reaches the database, kept in the spool so that another process can ask."""

from typing import Final, NamedTuple

from ingest.spool.letters import now_us
from ingest.spool.spool import Spool
from ingest.spool.view import SpoolView

_SET: Final = (
    "insert into forwarding (one, since_us, last_error) values (1, ?, ?)"
    " on conflict (one) do update set since_us = excluded.since_us,"
    " last_error = excluded.last_error"
)


class ForwardingState(NamedTuple):
    """What keeps the forwarder waiting, and since when; no error while it works."""

    since_us: int | None
    error: str | None


def note(spool: Spool, error: str | None) -> None:
    """Write down that forwarding fails for a reason, or goes on."""
    spool.execute(_SET, (now_us(), error))


def forwarding_state(spool: SpoolView) -> ForwardingState:
    """Return what was last written down."""
    rows = spool.rows("select since_us, last_error from forwarding")
    return ForwardingState(*rows[0]) if rows else ForwardingState(None, None)
