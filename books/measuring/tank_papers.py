"""The papers of tanks: dated strapping tables, and the loads hauled around a window."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from domain.calendar import Window
from domain.field.papers import Ticket
from domain.measurement.tank import StrappingPoint, StrappingTable
from storage.connections import Connection
from storage.rows import measurement

# Loads sealed while a gauge was silent matter for the days around the silence.
_TICKET_MARGIN: Final = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class TankPapers:
    """Strapping points by tank and date, and tickets in order of sealing."""

    points: dict[UUID, dict[date, tuple[StrappingPoint, ...]]]
    tickets: tuple[Ticket, ...]

    def tables_of(self, tank_id: UUID) -> tuple[tuple[date, StrappingTable], ...]:
        """Return a tank's tables with the day from which each counts, oldest first.

        Raises
        ------
        DataError
            If a table is out of order.
        """
        dated = self.points.get(tank_id, {})
        return tuple((since, StrappingTable(levels)) for since, levels in sorted(dated.items()))

    def loads_of(self, tank_id: UUID) -> tuple[Ticket, ...]:
        """Return the loads taken from a tank, in order of sealing."""
        return tuple(ticket for ticket in self.tickets if ticket.tank_id == tank_id)


def tank_papers(conn: Connection, window: Window) -> TankPapers:
    """Return the papers that matter for a window."""
    points: defaultdict[UUID, dict[date, list[StrappingPoint]]] = defaultdict(dict)
    for each in measurement.strapped_levels(conn):
        table = points[each.tank_id].setdefault(each.effective_from, [])
        table.append(StrappingPoint(each.level_in, each.volume_bbl))
    tickets = measurement.tickets(conn, window.start - _TICKET_MARGIN, window.end + _TICKET_MARGIN)
    return TankPapers(
        {tank: {d: tuple(rows) for d, rows in tables.items()} for tank, tables in points.items()},
        tuple(tickets),
    )
