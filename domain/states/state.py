"""A state, and all that it asks of an operator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.states.form import Form, FormRow
from domain.states.tax import Product, TaxableSale, TaxLine
from domain.states.working_days import Office


@dataclass(frozen=True, slots=True)
class State:
    """What a state offers: its calendar, base pressure, taxes and forms.

    `base_pressure_psia` and `tax_due_on` ask for a production month, `taxes` for a sale. A state
    whose forms are not written yet has none.
    """

    code: str
    name: str
    office: Office
    base_pressure_psia: Callable[[date], Decimal]
    taxes: Callable[[TaxableSale], tuple[TaxLine, ...]]
    tax_due_on: Callable[[Product, date], date]
    forms: tuple[Form[FormRow], ...] = ()
