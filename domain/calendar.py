"""The production calendar: which UTC span a production date covers, and which date an instant is.

A production day starts at a local hour (07:00 on most oil leases, 09:00 Central for gas, midnight
in Norway) and lasts until the same hour of the next local day, so it has 23, 24 or 25 hours. It is
labelled by the date it starts on or by the date it ends on, as the contract says.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import ConfigError, DataError

ONE_DAY = timedelta(days=1)
_ONE_TICK = timedelta(microseconds=1)
_MICROSECONDS_PER_HOUR = 3_600_000_000


class Window(NamedTuple):
    """A half-open span of time [start, end), both ends aware and in UTC."""

    start: datetime
    end: datetime

    @property
    def hours(self) -> Decimal:
        """Length of the span [h]."""
        return hours_between(self.start, self.end)

    @property
    def seconds(self) -> float:
        """Length of the span [s]."""
        return (self.end - self.start).total_seconds()

    def holds(self, instant: datetime) -> bool:
        """Return whether the instant lies in [start, end)."""
        return self.start <= instant < self.end


@dataclass(frozen=True, slots=True)
class ProductionCalendar:
    """How a contract cuts time into production days.

    Parameters
    ----------
    time_zone : str
        IANA name of the zone whose wall clock starts the day.
    day_start_hour : int
        Wall-clock hour at which a day starts [h].
    label_by_end : bool
        A day carries the local date on which it ends instead of the one on which it starts.

    Raises
    ------
    ConfigError
        If the zone is unknown or the hour is not within 0 to 23.

    Notes
    -----
    With a 07:00 start in Chicago the day with 23 hours is the one that starts on the Saturday
    before the clocks change, because the change at 02:00 on Sunday lies inside it.
    """

    time_zone: str
    day_start_hour: int = 7
    label_by_end: bool = False

    def __post_init__(self) -> None:
        _zone(self.time_zone)
        if not 0 <= self.day_start_hour <= 23:
            raise ConfigError(
                f"day_start_hour {self.day_start_hour} is not an hour of the day",
                remedy="use 0 to 23",
            )

    def day_window(self, produced_on: date) -> Window:
        """Return the UTC span of a production date.

        Parameters
        ----------
        produced_on : date
            Production date, labelled as this calendar labels.

        Returns
        -------
        Window
            [start, end) in UTC; its end is the start of the next production date.
        """
        starts_on = produced_on - ONE_DAY if self.label_by_end else produced_on
        return Window(
            self._starting_instant(starts_on), self._starting_instant(starts_on + ONE_DAY)
        )

    def day_of(self, instant: datetime) -> date:
        """Return the production date whose [start, end) holds an instant.

        Parameters
        ----------
        instant : datetime
            Aware point in time.

        Returns
        -------
        date
            Production date as this calendar labels it.

        Raises
        ------
        DataError
            If the instant carries no zone.
        """
        if instant.tzinfo is None:
            raise DataError(f"time {instant.isoformat()} has no zone", remedy="give it in UTC")
        guess = instant.astimezone(_zone(self.time_zone)).date() + ONE_DAY
        while instant < self.day_window(guess).start:
            guess -= ONE_DAY
        return guess

    def day_reported_at(self, instant: datetime) -> date:
        """Return the production date that a device's daily record belongs to.

        A device closes its day at the end instant, so here a day is (start, end]: a record
        observed exactly at the end of a day belongs to that day and not to the next.
        """
        return self.day_of(instant - _ONE_TICK)

    def month_window(self, month: date) -> Window:
        """Return the UTC span of a production month: first day's start to last day's end."""
        days = days_of_month(month)
        return Window(self.day_window(days[0]).start, self.day_window(days[-1]).end)

    def hours_in_month(self, month: date) -> Decimal:
        """Return the length of a production month [h]."""
        return self.month_window(month).hours

    def _starting_instant(self, starts_on: date) -> datetime:
        wall = datetime.combine(starts_on, time(self.day_start_hour), _zone(self.time_zone))
        return wall.astimezone(UTC)


@lru_cache(maxsize=64)
def _zone(time_zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise ConfigError(
            f"unknown time zone {time_zone!r}", remedy="use an IANA name such as America/Chicago"
        ) from fault


def hours_between(start: datetime, end: datetime) -> Decimal:
    """Return the exact hours from one instant to another [h]."""
    return Decimal((end - start) // _ONE_TICK) / _MICROSECONDS_PER_HOUR


def days_between(first_day: date, last_day: date) -> tuple[date, ...]:
    """Return every date from the first to the last, both included."""
    return tuple(first_day + ONE_DAY * n for n in range((last_day - first_day).days + 1))


def first_of_month(day: date) -> date:
    """Return the first day of the month a date lies in."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_month(month: date) -> date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - ONE_DAY).replace(day=1)


def last_of_month(month: date) -> date:
    """Return the last day of the month a date lies in."""
    return next_month(month) - ONE_DAY


def days_of_month(month: date) -> tuple[date, ...]:
    """Return the production dates of the month a date lies in."""
    return days_between(first_of_month(month), last_of_month(month))


def months_between(first_month: date, last_month: date) -> tuple[date, ...]:
    """Return the first day of every month from the first to the last, both included."""
    months = []
    month = first_of_month(first_month)
    while month <= last_month:
        months.append(month)
        month = next_month(month)
    return tuple(months)


def parse_month(text: str) -> date:
    """Return the first day of a month written as ``2026-03``.

    Raises
    ------
    DataError
        If the text is no month.
    """
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as fault:
        raise DataError(f"{text!r} is not a month", remedy="write it as 2026-03") from fault


def parse_days(text: str) -> tuple[date, date]:
    """Return first and last of days written ``2026-03``, ``2026-03-05`` or ``FIRST..LAST``.

    Raises
    ------
    DataError
        If the text is none of these, or ends before it begins.
    """
    if re.fullmatch(r"\d{4}-\d{2}", text):
        month = parse_month(text)
        return month, last_of_month(month)
    start, dots, end = text.partition("..")
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end if dots else start)
    except ValueError as fault:
        raise DataError(
            f"{text!r} names no days", remedy="write 2026-03, 2026-03-05 or 2026-03-01..2026-03-15"
        ) from fault
    if last < first:
        raise DataError(f"{text!r} ends before it begins", remedy="write the earlier day first")
    return first, last


def month_label(month: date) -> str:
    """Return a month as it is written in keys and commands, ``2026-03``."""
    return f"{month:%Y-%m}"


@dataclass(frozen=True, slots=True)
class ProductionDay:
    """A production date with its span of time and its length [h]."""

    produced_on: date
    window: Window
    hours: Decimal


def production_days(calendar: ProductionCalendar, days: Iterable[date]) -> list[ProductionDay]:
    """Return production dates with their spans."""
    windows = ((day, calendar.day_window(day)) for day in days)
    return [ProductionDay(day, window, window.hours) for day, window in windows]
