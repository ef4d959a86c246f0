"""The papers of tanks: dated strapping tables, and the loads hauled around a window."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.field.equipment import StrappedLevel
from domain.field.papers import Ticket
from domain.measurement.tank import StrappingPoint, StrappingTable


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


def tank_papers(levels: Iterable[StrappedLevel], tickets: Iterable[Ticket]) -> TankPapers:
    """Return strapped levels, in order, by tank and date, with the tickets in order of sealing."""
    points: defaultdict[UUID, dict[date, list[StrappingPoint]]] = defaultdict(dict)
    for each in levels:
        table = points[each.tank_id].setdefault(each.effective_from, [])
        table.append(StrappingPoint(each.level_in, each.volume_bbl))
    return TankPapers(
        {tank: {d: tuple(rows) for d, rows in tables.items()} for tank, tables in points.items()},
        tuple(tickets),
    )
