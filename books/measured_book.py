"""What was measured over a window, found by day, point and quantity."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from storage.measurement import MeasuredDay


class MeasuredBook:
    """Measured days by day and point."""

    def __init__(self, rows: Iterable[MeasuredDay]) -> None:
        self._rows: dict[tuple[date, UUID, str], MeasuredDay] = {}
        self._completions: defaultdict[date, dict[UUID, None]] = defaultdict(dict)
        for row in rows:
            point_id = row.meter_id or row.tank_id or row.completion_id
            if point_id is not None:
                self._rows[row.produced_on, point_id, row.quantity] = row
            if row.completion_id is not None:
                self._completions[row.produced_on][row.completion_id] = None

    def find(self, produced_on: date, point_id: UUID, quantity: str) -> MeasuredDay | None:
        """Return what a point measured of a quantity on a day, if anything was asked of it."""
        return self._rows.get((produced_on, point_id, quantity))

    def completions_on(self, produced_on: date) -> Iterable[UUID]:
        """Return the completions with measurements of their own on a day."""
        return self._completions[produced_on]
