"""A state, and all that it asks of an operator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.finding import Finding
from domain.states.form import Form, FormRow
from domain.states.tax import Product, TaxableSale, TaxLine
from domain.states.working_days import Office


def any_unit(_kind: str, _district: str, _unit_number: str) -> tuple[Finding, ...]:
    """Return nothing: a state whose form is not written does not say what its units are called."""
    return ()


@dataclass(frozen=True, slots=True)
class State:
    """What a state offers: its calendar, base pressure, taxes and forms.

    `base_pressure_psia` and `tax_due_on` ask for a production month, `taxes` for a sale,
    `unit_findings` for the kind, district and number of a reporting unit. A state whose forms are
    not written yet has none.
    """

    code: str
    name: str
    office: Office
    base_pressure_psia: Callable[[date], Decimal]
    taxes: Callable[[TaxableSale], tuple[TaxLine, ...]]
    tax_due_on: Callable[[Product, date], date]
    forms: tuple[Form[FormRow], ...] = ()
    unit_findings: Callable[[str, str, str], tuple[Finding, ...]] = any_unit
