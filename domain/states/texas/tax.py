"""Texas production taxes and cleanup fees on oil, condensate and gas."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from domain.states.tax import (
    Basis,
    RuleBook,
    TaxableSale,
    TaxedPart,
    TaxLine,
    at_rate,
    tax_lines,
)

_BOOK: Final = RuleBook("Texas", "domain.states.texas", "texas.toml")


def taxes(sale: TaxableSale) -> tuple[TaxLine, ...]:
    """Return the Texas taxes and fees on one product of one property and month.

    Parameters
    ----------
    sale : TaxableSale
        What was sold; gas at 14.65 psia, marketing costs as far as they are allowed.

    Returns
    -------
    tuple of TaxLine
        Production tax, then cleanup fee, each to the cent; a reversal mirrors its original.

    Raises
    ------
    DataError
        If the product or month has no rule, or a cost or decimal is out of range.

    Notes
    -----
    The taxable value of casinghead gas may fall to zero, that of gas-well gas stops above it.

    References
    ----------
    .. [1] 1,000 bbl at 70 usd: tax 3,220.00 and fee 6.25; at 0.90 usd the minimum of 46.00.
    .. [2] 10,000 mcf for 25,000 usd with 4,000 usd of marketing: tax 1,575.00 and fee 6.67.
    """
    return tax_lines(_BOOK, sale, _base)


def _base(rule: Mapping[str, Any], part: TaxedPart) -> tuple[Basis, Fraction, Decimal]:
    basis, base, rate = at_rate(rule, part)
    if basis == "volume":
        return basis, base, rate
    minimum = Decimal(rule.get("minimum_usd_per_unit", "0"))
    if part.value_usd * Fraction(rate) < part.volume * Fraction(minimum):
        return "volume", part.volume, minimum
    lowest = Fraction(rule.get("lowest_taxable_usd_per_unit", "0"))
    floor = Fraction(0) if part.sale.is_casinghead else part.volume * lowest
    # Costs stop at the floor; a value that lies below it by itself is taxed as it is.
    taxable = max(part.value_usd - part.marketing_cost_usd, min(floor, part.value_usd))
    return "value", taxable, rate
