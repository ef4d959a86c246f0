"""Money: the one rounding to the cent, half away from zero."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.numbers.rounding import Exact, round_half_away

CENT: Final = Decimal("0.01")


def round_money(amount_usd: Exact) -> Decimal:
    """Return an amount at the nearest cent, halves away from zero [usd].

    Parameters
    ----------
    amount_usd : int, Decimal or Fraction
        Exact amount [usd].

    Returns
    -------
    Decimal
        Amount with two places; 144.375 becomes 144.38 and -144.375 becomes -144.38.
    """
    return round_half_away(amount_usd, CENT)


def value_usd(volume: Decimal, price_usd_per_unit: Decimal) -> Decimal:
    """Return volume x price at the nearest cent [usd], however many places both have."""
    return round_money(Fraction(volume) * Fraction(price_usd_per_unit))
