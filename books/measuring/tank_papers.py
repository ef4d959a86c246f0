"""Reads the papers of tanks: dated strapping tables, and the loads hauled around a window."""

from datetime import timedelta
from typing import Final

from domain.calendar import Window
from domain.measurement.tank_papers import TankPapers, tank_papers
from storage.connections import Connection
from storage.rows import measurement

# Loads sealed while a gauge was silent matter for the days around the silence.
_TICKET_MARGIN: Final = timedelta(days=45)


def read_tank_papers(conn: Connection, window: Window) -> TankPapers:
    """Return the papers that matter for a window."""
    levels = measurement.strapped_levels(conn)
    tickets = measurement.tickets(conn, window.start - _TICKET_MARGIN, window.end + _TICKET_MARGIN)
    return tank_papers(levels, tickets)
