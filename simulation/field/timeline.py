"""The instants of the simulation and the production days they fall into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from domain.calendar import ProductionCalendar

TEXAS_ZONE: Final = "America/Chicago"
TEXAS_DAY: Final = ProductionCalendar(TEXAS_ZONE, day_start_hour=7)
# A whole production day before, so that the opening stock rests on a day that was seen whole.
_BEFORE: Final = timedelta(hours=25)
_AFTER: Final = timedelta(hours=2)


@dataclass(frozen=True)
class Timeline:
    """Evenly spaced instants; `from_index` to `to_index` is what the books will count."""

    first: datetime
    step: timedelta
    n_instants: int
    from_index: int
    to_index: int

    @cached_property
    def instants(self) -> Sequence[datetime]:
        """Every instant, in UTC."""
        return [self.first + self.step * index for index in range(self.n_instants)]

    @cached_property
    def local(self) -> Sequence[datetime]:
        """Every instant by the wall clock of the field."""
        zone = ZoneInfo(TEXAS_ZONE)
        return [instant.astimezone(zone) for instant in self.instants]

    @property
    def step_h(self) -> float:
        """Length of a step [h]."""
        return self.step.total_seconds() / 3600.0

    def day_of(self, index: int) -> date:
        """Return the production date of a step."""
        return TEXAS_DAY.day_of(self.instants[index])

    def index_at(self, instant: datetime) -> int:
        """Return the step that begins at or before an instant."""
        return int((instant - self.first) / self.step)


def month_timeline(month: date, step: timedelta = timedelta(minutes=15)) -> Timeline:
    """Return the timeline of a production month, from a little before to a little after it."""
    window = TEXAS_DAY.month_window(month)
    first = window.start - _BEFORE
    return Timeline(
        first, step,
        n_instants=int((window.end + _AFTER - first) / step) + 1,
        from_index=int((window.start - first) / step),
        to_index=int((window.end - first) / step),
    )  # fmt: skip


def live_timeline(start: datetime, hours: float, step: timedelta) -> Timeline:
    """Return a timeline that begins now, for looking at a field that lives."""
    first = start.astimezone(UTC).replace(microsecond=0)
    n_steps = int(timedelta(hours=hours) / step)
    return Timeline(first, step, n_instants=n_steps + 1, from_index=0, to_index=n_steps)
