"""When Texas wants what: Form PR, oil tax and gas tax, on days its offices are open."""

from datetime import date
from typing import Final

from domain.calendar import next_month
from domain.states.working_days import Office, last_working_day, working_day_or_next

OFFICE: Final = Office("TX", "domain.states.texas", "closed_days.csv")


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
    return last_working_day(next_month(production_month), OFFICE)


def texas_oil_tax_due_on(production_month: date) -> date:
    """Return when Texas oil tax is due: the 25th of the next month, or the working day after."""
    return working_day_or_next(next_month(production_month).replace(day=25), OFFICE)


def texas_gas_tax_due_on(production_month: date) -> date:
    """Return when Texas gas tax is due: the 20th of the second month, or the working day after."""
    second = next_month(next_month(production_month))
    return working_day_or_next(second.replace(day=20), OFFICE)
