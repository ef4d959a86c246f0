"""Texas: the Comptroller's taxes and the Railroad Commission's form."""

from datetime import date
from functools import partial
from typing import Final

from domain.states.base_pressure import base_pressure_psia
from domain.states.state import State
from domain.states.tax import Product
from domain.states.texas.calendar import OFFICE, texas_gas_tax_due_on, texas_oil_tax_due_on
from domain.states.texas.form_pr import unit_findings
from domain.states.texas.form_pr_filing import FORM
from domain.states.texas.tax import taxes


def _tax_due_on(product: Product, production_month: date) -> date:
    """Return when a product's tax is due; condensate is taxed with the gas it came from."""
    due_on = texas_oil_tax_due_on if product == "oil" else texas_gas_tax_due_on
    return due_on(production_month)


STATE: Final = State(
    code="TX",
    name="Texas",
    office=OFFICE,
    base_pressure_psia=partial(base_pressure_psia, "domain.states.texas"),
    taxes=taxes,
    tax_due_on=_tax_due_on,
    forms=(FORM,),
    unit_findings=unit_findings,
)
