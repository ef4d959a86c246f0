"""New Mexico: taxes on what is severed; its monthly report (C-115) is not written yet."""

from datetime import date
from functools import partial
from typing import Final

from domain.calendar import next_month
from domain.states.base_pressure import base_pressure_psia
from domain.states.new_mexico.tax import taxes
from domain.states.state import State
from domain.states.tax import Product
from domain.states.working_days import Office, working_day_or_next

_OFFICE: Final = Office("NM", "domain.states.new_mexico", "closed_days.csv")


def _tax_due_on(_: Product, production_month: date) -> date:
    """Return when taxes are due: the 25th of the second month, or the working day after.

    References
    ----------
    .. [1] NMSA 7-29-7 and 7-1-13; Taxation and Revenue Department, oil and gas production taxes.
    """
    second = next_month(next_month(production_month))
    return working_day_or_next(second.replace(day=25), _OFFICE)


STATE: Final = State(
    code="NM",
    name="New Mexico",
    office=_OFFICE,
    base_pressure_psia=partial(base_pressure_psia, "domain.states.new_mexico"),
    taxes=taxes,
    tax_due_on=_tax_due_on,
)
