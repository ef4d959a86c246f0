"""Working days of an office, counted from its dated calendar of closed days."""

from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from domain.calendar import ONE_DAY, days_between, last_of_month
from domain.errors import DataError
from domain.facts import load_rows

_SATURDAY: Final = 5


class Office(NamedTuple):
    """An office, and the file of the weekdays on which it is closed."""

    code: str
    package: str
    file_name: str

    @property
    def path(self) -> str:
        """The file as it stands in the repository."""
        return f"{self.package.replace('.', '/')}/{self.file_name}"


FEDERAL: Final = Office("US", "domain.states", "federal_closed_days.csv")


def is_working_day(day: date, office: Office) -> bool:
    """Return whether an office is open on a day.

    Parameters
    ----------
    day : date
        Day in question.
    office : Office
        A state's office or the federal government.

    Returns
    -------
    bool
        False on Saturdays, Sundays and the office's holidays.

    Raises
    ------
    DataError
        If the calendar of closed days does not reach the year.
    """
    closed = _closed_days(office)
    if day.year not in {each.year for each in closed}:
        raise DataError(
            f"the calendar of closed days of {office.code} does not reach {day.year}",
            remedy=f"add the year to {office.path}",
        )
    return day.weekday() < _SATURDAY and day not in closed


def last_working_day(month: date, office: Office) -> date:
    """Return the last day of a month on which an office is open."""
    day = last_of_month(month)
    while not is_working_day(day, office):
        day -= ONE_DAY
    return day


def working_day_or_next(day: date, office: Office) -> date:
    """Return the day itself or, if the office is closed, the next one on which it is open."""
    while not is_working_day(day, office):
        day += ONE_DAY
    return day


def nth_working_day(month: date, count: int, office: Office) -> date:
    """Return the nth day of a month on which an office is open, counted from one."""
    day = working_day_or_next(month.replace(day=1), office)
    for _ in range(count - 1):
        day = working_day_or_next(day + ONE_DAY, office)
    return day


def working_days(first_day: date, last_day: date, office: Office) -> int:
    """Return how many days an office is open from one day to another, both included."""
    return sum(is_working_day(day, office) for day in days_between(first_day, last_day))


@lru_cache(maxsize=64)
def _closed_days(office: Office) -> frozenset[date]:
    rows = load_rows(office.package, office.file_name).rows
    return frozenset(date.fromisoformat(row["date"]) for row in rows)
