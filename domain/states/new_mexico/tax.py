"""New Mexico severance, emergency school and conservation taxes on oil, condensate and gas."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from domain.calendar import first_of_month
from domain.errors import DataError
from domain.states.tax import Basis, RuleBook, TaxableSale, TaxedPart, TaxLine, tax_lines

_BOOK: Final = RuleBook("New Mexico", "domain.states.new_mexico", "new_mexico.toml")
_MONTHS_A_QUARTER: Final = 3


def taxes(sale: TaxableSale) -> tuple[TaxLine, ...]:
    """Return the New Mexico taxes on one product of one property and month.

    Parameters
    ----------
    sale : TaxableSale
        What was sold. `exempt_decimal` is that of the royalties of the United States, the state
        and Indian tribes; `trucking_cost_usd` comes off the value, marketing costs do not.

    Returns
    -------
    tuple of TaxLine
        Severance, emergency school and conservation tax, each to the cent; a reversal mirrors its
        original.

    Raises
    ------
    DataError
        If the product or month has no rule, a cost or decimal is out of range, or liquids are
        sold and the average of WTI in the quarter before is neither given nor held.

    Notes
    -----
    Trucking cannot bring the taxable value below zero.

    References
    ----------
    .. [1] 1,000 bbl at 60 usd, an eighth of it royalty of the United States, 2 usd a barrel of
       trucking: taxable 50,750.00; severance 1,903.13, school 1,598.63, conservation 96.43.
    """
    if sale.trucking_cost_usd < 0:
        raise DataError(f"trucking cost of {sale.trucking_cost_usd} usd is below zero")
    return tax_lines(_BOOK, sale, _base)


def _base(rule: Mapping[str, Any], part: TaxedPart) -> tuple[Basis, Fraction, Decimal]:
    taxable = max(part.value_usd - part.trucking_cost_usd, Fraction(0))
    limit = rule.get("wti_above_usd_per_bbl")
    is_above = limit is not None and _is_above(part.sale, Decimal(limit))
    return "value", taxable, Decimal(rule["rate_above" if is_above else "rate"])


def _is_above(sale: TaxableSale, limit_usd_per_bbl: Decimal) -> bool:
    if sale.wti_quarter_average is not None:
        return sale.wti_quarter_average > limit_usd_per_bbl
    quarter = _quarter_before(sale.production_month)
    for each in _BOOK.facts.content["wti_quarters"]:
        if each["first_quarter"] <= quarter <= each["last_quarter"]:
            return bool(each["is_above"])
    raise DataError(
        f"no average of WTI for the quarter from {quarter:%Y-%m}, which sets the conservation tax "
        f"on {sale.product} of {sale.production_month:%Y-%m}",
        remedy=f"add the quarter to {_BOOK.path}",
    )


def _quarter_before(month: date) -> date:
    """Return the first day of the calendar quarter before that of a month."""
    begun = (month.month - 1) // _MONTHS_A_QUARTER * _MONTHS_A_QUARTER + 1
    quarter = first_of_month(month).replace(month=begun)
    if begun > _MONTHS_A_QUARTER:
        return quarter.replace(month=begun - _MONTHS_A_QUARTER)
    return quarter.replace(year=quarter.year - 1, month=12 - _MONTHS_A_QUARTER + 1)
