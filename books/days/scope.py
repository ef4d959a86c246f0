"""Which production days a daily stage may write, and how long one transaction reaches."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from domain.calendar import (
    ProductionCalendar,
    ProductionDay,
    Window,
    days_between,
    first_of_month,
    month_label,
    production_days,
)
from domain.errors import ConfigError, DataError
from storage.connections import Connection
from storage.rows import allocation, measurement

DAYS_AT_ONCE: Final = 366


@dataclass(frozen=True, slots=True)
class DayScope:
    """The open production days of a span, and the months left alone because they are closed."""

    calendar: ProductionCalendar
    first_day: date
    last_day: date
    days: tuple[ProductionDay, ...]
    closed_months: tuple[date, ...]

    def only(self, dates: Collection[date]) -> "DayScope":
        """Return the scope of some of its open days, at least one."""
        days = tuple(day for day in self.days if day.produced_on in dates)
        first, last = days[0].produced_on, days[-1].produced_on
        return replace(self, first_day=first, last_day=last, days=days)

    @property
    def open_dates(self) -> list[date]:
        """Dates that may be written."""
        return [day.produced_on for day in self.days]

    @property
    def window(self) -> Window:
        """The UTC span from the first open day to the last."""
        return Window(self.days[0].window.start, self.days[-1].window.end)

    @property
    def flags(self) -> tuple[str, ...]:
        """One line for each month that was skipped."""
        return tuple(
            f"period_closed: {month_label(month)} is closed, its days were left as they are"
            for month in self.closed_months
        )


def spans(first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
    """Yield a range of days cut into pieces that one transaction writes.

    Raises
    ------
    DataError
        If the range ends before it starts.
    """
    if last_day < first_day:
        raise DataError(f"the range ends on {last_day} before it starts on {first_day}")
    start = first_day
    while start <= last_day:
        end = min(start + timedelta(days=DAYS_AT_ONCE - 1), last_day)
        yield start, end
        start = end + timedelta(days=1)


def organization_calendar(conn: Connection) -> ProductionCalendar:
    """Return how the tenant in scope cuts time into production days.

    Raises
    ------
    ConfigError
        If it has no row in `organization`.
    """
    calendar = measurement.production_calendar(conn)
    if calendar is None:
        raise ConfigError(
            "the organization has no production day", remedy="import its master data first"
        )
    return calendar


def day_scope(conn: Connection, first_day: date, last_day: date) -> DayScope:
    """Return the tenant's open production days of a span.

    Raises
    ------
    ConfigError
        If the tenant in scope has no row in `organization`.
    """
    calendar = organization_calendar(conn)
    closed = allocation.closed_months(conn, first_day, last_day)
    days = [d for d in days_between(first_day, last_day) if first_of_month(d) not in closed]
    return DayScope(
        calendar, first_day, last_day, tuple(production_days(calendar, days)),
        tuple(sorted(closed)),
    )  # fmt: skip
