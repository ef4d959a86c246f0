"""Pressures, temperature and choke at a completion: plain means of a day's readings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from books.measured_row import ProductionDay
from books.native import pressure_psig, temperature_degf
from books.points import Point
from books.tag_signals import BoundSignals, is_readable, read_point
from domain.calendar import Window
from domain.rounding import as_decimal, round_volume
from storage.connections import Connection

_COLUMN_OF_ROLE: Final = {
    "tubing_pressure": "tubing_pressure_psig",
    "casing_pressure": "casing_pressure_psig",
    "line_pressure": "line_pressure_psig",
    "temperature": "temperature_degf",
    "choke": "choke",
}
_ABSURD: Final = Decimal(10) ** 7


@dataclass(frozen=True, slots=True)
class Wellheads:
    """Means by completion and day, each a part of an `allocated_day` row."""

    means: dict[tuple[UUID, date], dict[str, Decimal | str]]

    def on(self, completion_id: UUID, produced_on: date) -> dict[str, Decimal | str]:
        """Return what is known of a completion's wellhead on a day, by column."""
        return self.means.get((completion_id, produced_on), {})


def wellheads(
    conn: Connection, points: Iterable[Point], window: Window, days: Iterable[ProductionDay]
) -> Wellheads:
    """Read the wellhead tags of completions once and return their daily means.

    A pressure or temperature whose unit is not stated by its tag is left out. On the day an
    instrument is exchanged the newer one counts.
    """
    days = tuple(days)
    means: dict[tuple[UUID, date], dict[str, Decimal | str]] = {}
    for point in points:
        bindings = point.of_role(*_COLUMN_OF_ROLE)
        if point.kind != "completion" or not bindings:
            continue
        signals = read_point(conn, bindings, window)
        for binding in bindings:
            column = _COLUMN_OF_ROLE[binding.role]
            for produced_on, mean in _daily_means(signals.bound(binding), days):
                value = _in_column_unit(column, mean, binding.unit)
                if value is not None:
                    means.setdefault((point.id, produced_on), {})[column] = value
    return Wellheads(means)


def _daily_means(
    bound: BoundSignals, days: Iterable[ProductionDay]
) -> Iterable[tuple[date, Decimal]]:
    for day in days:
        read = [
            as_decimal(sample.value)
            for sample in bound.within(day.window)
            if is_readable(sample) and sample.value is not None
        ]
        if read:
            yield day.produced_on, round_volume(sum(read, Decimal(0)) / len(read))


def _in_column_unit(column: str, mean: Decimal, unit: str) -> Decimal | str | None:
    if abs(mean) >= _ABSURD:
        return None
    if column == "choke":
        return f"{mean.normalize():f} {unit}".removesuffix(" none")
    if column == "temperature_degf":
        return temperature_degf(mean, unit)
    return pressure_psig(mean, unit)
