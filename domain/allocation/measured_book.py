"""What was measured over a window, found by day, point and quantity."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from domain.calendar import ONE_DAY
from domain.measurement.measured_day import MeasuredDay
from domain.measurement.tank_stock import OPENING_OF
from domain.measurement.wellhead import QUANTITIES as WELLHEAD


class MeasuredBook:
    """Measured days by day and point."""

    def __init__(self, rows: Iterable[MeasuredDay]) -> None:
        self._rows: dict[tuple[date, UUID, str], MeasuredDay] = {}
        self._completions: defaultdict[date, dict[UUID, None]] = defaultdict(dict)
        for row in rows:
            point_id = row.meter_id or row.tank_id or row.completion_id
            if point_id is not None:
                self._rows[row.produced_on, point_id, row.quantity] = row
            if row.completion_id is not None and row.quantity not in WELLHEAD:
                self._completions[row.produced_on][row.completion_id] = None

    def find(self, produced_on: date, point_id: UUID, quantity: str) -> MeasuredDay | None:
        """Return what a point measured of a quantity on a day, if anything was asked of it."""
        return self._rows.get((produced_on, point_id, quantity))

    def opening(self, produced_on: date, tank_id: UUID, quantity: str) -> MeasuredDay | None:
        """Return a tank's stock at the start of a day: the eve's, or what was gauged for it."""
        closing = self.find(produced_on - ONE_DAY, tank_id, quantity)
        return closing or self.find(produced_on, tank_id, OPENING_OF[quantity])

    def completions_on(self, produced_on: date) -> Iterable[UUID]:
        """Return the completions with volumes or hours of their own on a day."""
        return self._completions[produced_on]
