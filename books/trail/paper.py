"""Anchors on paper: the line of the trail that stands on what was filed, stated or paid.

The line is that of the act itself, not of the day it is printed, so that a sheet printed again is
the same. An act from before there was a trail has none.
"""

from datetime import date
from uuid import UUID

from domain.trail.anchor import anchor_line
from domain.trail.chain import Head
from storage.connections import Connection
from storage.rows import trail


def line_of_close(conn: Connection, month: date, version: int) -> str:
    """Return the line of the close of a month's version, inside the tenant's transaction."""
    return _line(trail.of_close(conn, month, version))


def line_of_booking(conn: Connection, revenue_run_id: UUID) -> str:
    """Return the line of the booking of a revenue run, inside the tenant's transaction."""
    booked = {"state": "booked"}
    return _line(trail.first_like(conn, "revenue_run.changed", str(revenue_run_id), booked))


def line_of_release(conn: Connection, payment_id: UUID) -> str:
    """Return the line of the release of a payment, inside the tenant's transaction."""
    released = {"status": "completed"}
    return _line(trail.first_like(conn, "payment.changed", str(payment_id), released))


def _line(event: Head | None) -> str:
    return "" if event is None else anchor_line(event.seq, event.hash or "")
