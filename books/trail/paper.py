"""Anchors on paper: the line of the trail that stands on what was filed, stated or paid.

The line is that of the act itself, not of the day it is printed, so that a sheet printed again is
the same. An act from before there was a trail has none.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from domain.trail.anchor import anchor_line
from storage.connections import Connection
from storage.rows import trail


def line_of_close(conn: Connection, month: date, version: int) -> str:
    """Return the line of the close of a month's version, inside the tenant's transaction."""
    holding = {"state": "closed", "version": version}
    return _line(conn, "production_period.changed", month.isoformat(), holding)


def line_of_booking(conn: Connection, revenue_run_id: UUID) -> str:
    """Return the line of the booking of a revenue run, inside the tenant's transaction."""
    return _line(conn, "revenue_run.changed", str(revenue_run_id), {"state": "booked"})


def line_of_release(conn: Connection, payment_id: UUID) -> str:
    """Return the line of the release of a payment, inside the tenant's transaction."""
    return _line(conn, "payment.changed", str(payment_id), {"status": "completed"})


def _line(conn: Connection, kind: str, subject: str, holding: Mapping[str, Any]) -> str:
    event = trail.first_like(conn, kind, subject, holding)
    return "" if event is None else anchor_line(event.seq, event.hash or "")
