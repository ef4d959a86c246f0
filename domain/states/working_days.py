"""When a report is due: working days of the agency, from its dated calendar of closed days."""

from datetime import date
from functools import lru_cache
from typing import Final, Literal

from domain.calendar import ONE_DAY, days_between, last_of_month, next_month
from domain.errors import DataError
from domain.facts import load_rows

Office = Literal["TX", "US"]

_SATURDAY: Final = 5


def is_working_day(day: date, office: Office = "TX") -> bool:
    """Return whether an office is open on a day.

    Parameters
    ----------
    day : date
        Day in question.
    office : {"TX", "US"}
        State of Texas or the federal government.

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
            f"the calendar of closed days of {office} does not reach {day.year}",
            remedy="add the year to domain/states/closed_days.csv",
        )
    return day.weekday() < _SATURDAY and day not in closed


def last_working_day(month: date, office: Office = "TX") -> date:
    """Return the last day of a month on which an office is open."""
    day = last_of_month(month)
    while not is_working_day(day, office):
        day -= ONE_DAY
    return day


def working_day_or_next(day: date, office: Office = "TX") -> date:
    """Return the day itself or, if the office is closed, the next one on which it is open."""
    while not is_working_day(day, office):
        day += ONE_DAY
    return day


def nth_working_day(month: date, count: int, office: Office = "TX") -> date:
    """Return the nth day of a month on which an office is open, counted from one."""
    day = working_day_or_next(month.replace(day=1), office)
    for _ in range(count - 1):
        day = working_day_or_next(day + ONE_DAY, office)
    return day


def working_days(first_day: date, last_day: date, office: Office = "TX") -> int:
    """Return how many days an office is open from one day to another, both included."""
    return sum(is_working_day(day, office) for day in days_between(first_day, last_day))


def form_pr_due_on(production_month: date) -> date:
    """Return when Form PR is due: the last working day of the month after production.

    Parameters
    ----------
    production_month : date
        Any day of the production month.

    Returns
    -------
    date
        Due date; it rolls back before a weekend or holiday, never forward.

    References
    ----------
    .. [1] Railroad Commission of Texas, training on Form PR, August 2020.
    """
    return last_working_day(next_month(production_month))


def texas_oil_tax_due_on(production_month: date) -> date:
    """Return when Texas oil tax is due: the 25th of the next month, or the working day after."""
    return working_day_or_next(next_month(production_month).replace(day=25))


def texas_gas_tax_due_on(production_month: date) -> date:
    """Return when Texas gas tax is due: the 20th of the second month, or the working day after."""
    return working_day_or_next(next_month(next_month(production_month)).replace(day=20))


@lru_cache(maxsize=4)
def _closed_days(office: Office) -> frozenset[date]:
    rows = load_rows("domain.states", "closed_days.csv").rows
    return frozenset(date.fromisoformat(row["date"]) for row in rows if row["office"] == office)
