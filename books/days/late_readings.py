"""Readings that arrived after their day was measured, and the days they change.

A reading is never edited, so a day has changed exactly when it has more readings than it had when
it was measured. A late reading changes its neighbours, too: a totalizer is read across the end of
a day, the stock that closes a day opens the next, and days without a reading share what their
neighbours tell.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple, Self
from uuid import UUID

from access.actors import Actor, require_stage, token_of
from books.days.scope import organization_calendar
from domain.calendar import ProductionCalendar, days_between, first_of_month, month_label
from domain.made_from.canonical import fingerprint
from storage.connections import Connection
from storage.rows import allocation, measurement, readings
from storage.tenant import tenant_transaction

_ONE_DAY: Final = timedelta(days=1)
# As far as a gap is ever bridged.
_FARTHEST: Final = timedelta(days=45)

# A day, and how many readings it had when it was measured and has now.
_Counted = tuple[date, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class LateReadings:
    """Late readings by day of the open months, and by month of those that are closed."""

    of_days: dict[date, int]
    of_closed_months: dict[date, int]

    @classmethod
    def sorted_out(cls, late: dict[date, int], closed_months: Collection[date]) -> Self:
        """Return late readings by day sorted into those of open and of closed months."""
        closed = Counter[date]()
        for day, n_readings in late.items():
            if first_of_month(day) in closed_months:
                closed[first_of_month(day)] += n_readings
        opened = {day: n for day, n in late.items() if first_of_month(day) not in closed}
        return cls(opened, dict(closed))

    @property
    def flags_of_closed(self) -> tuple[str, ...]:
        """One line for each closed month that readings came too late for."""
        return tuple(
            f"late_readings: {n} reading(s) arrived after {month_label(month)} was measured; it is "
            "closed and stays as it is"
            for month, n in sorted(self.of_closed_months.items())
        )


class DaysToMake(NamedTuple):
    """First and last of the days to make again, empty if none are, and what arrived late.

    `fingerprint` names this state of the late days; it changes with the next late reading.
    """

    span: tuple[date, date] | None
    late: LateReadings
    fingerprint: str


def reading_counts(
    conn: Connection, calendar: ProductionCalendar, first_day: date, last_day: date
) -> dict[date, int]:
    """Return how many readings the tenant in scope has now for each production day."""
    days = days_between(first_day, last_day)
    bounds = [*(calendar.day_window(day).start for day in days), calendar.day_window(days[-1]).end]
    return dict(zip(days, readings.counts(conn, bounds), strict=True))


def changed_days(conn: Connection, first_day: date, last_day: date) -> dict[date, int]:
    """Return by day how many readings it has more, or fewer, than when it was measured.

    Fewer can only mean that readings were lost from the store: nothing is made again for it.
    """
    return {day: now - seen for day, (seen, now) in _seen_and_stored(conn, first_day, last_day)}


def _seen_and_stored(conn: Connection, first_day: date, last_day: date) -> list[_Counted]:
    counted = measurement.counted_days(conn, first_day, last_day)
    if not counted:
        return []
    stored = reading_counts(conn, organization_calendar(conn), min(counted), max(counted))
    return [(day, (seen, stored[day])) for day, seen in counted.items() if stored[day] != seen]


def late_readings(conn: Connection, first_day: date, last_day: date) -> LateReadings:
    """Return what arrived late for a span of days of the tenant in scope."""
    return _late_among(conn, _seen_and_stored(conn, first_day, last_day), first_day, last_day)


def days_to_make_again(
    conn: Connection, organization_id: UUID, first_day: date, last_day: date, *, actor: Actor
) -> DaysToMake:
    """Return the range of days that late readings have changed.

    Parameters
    ----------
    conn : Connection
        Connection of the pipeline or api role, no transaction open.
    organization_id : UUID
        Tenant.
    first_day, last_day : date
        Production dates to look at, both included; days never measured are not late.
    actor : Actor
        Who asks.

    Returns
    -------
    DaysToMake
        The range reaches a day to each side of the late ones, and farther over days that had no
        reading at all. It may touch a closed month, whose days are left alone when it is made.
    """
    require_stage(actor, organization_id, "stage.measure")
    with tenant_transaction(conn, organization_id, token_of(actor)):
        found = _seen_and_stored(conn, first_day, last_day)
        late = _late_among(conn, found, first_day, last_day)
        counted = [[day, *counts] for day, counts in found if day in late.of_days]
        state = fingerprint("late_days/1", days=counted)
        if not late.of_days:
            return DaysToMake(None, late, state)
        first, last = _reach(conn, late.of_days)
    return DaysToMake((first, min(last, last_day)), late, state)


def _late_among(
    conn: Connection, found: Iterable[_Counted], first_day: date, last_day: date
) -> LateReadings:
    late = {day: now - seen for day, (seen, now) in found if now > seen}
    return LateReadings.sorted_out(late, allocation.closed_months(conn, first_day, last_day))


def _reach(conn: Connection, late: Iterable[date]) -> tuple[date, date]:
    first, last = min(late) - _ONE_DAY, max(late) + _ONE_DAY
    silent = measurement.silent_days(conn, first - _FARTHEST, last + _FARTHEST)
    while first in silent:
        first -= _ONE_DAY
    while last in silent:
        last += _ONE_DAY
    return first, last
