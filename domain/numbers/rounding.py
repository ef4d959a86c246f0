"""Exact rounding: the nearest multiple of a unit, halves away from zero.

Everything that rounds a volume, a factor or money comes through here, so there is one meaning of
a half, the same below zero as above, and the same as PostgreSQL's ``round(numeric)``.
"""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import isfinite
from typing import Final

from domain.errors import DataError

Exact = int | Decimal | Fraction

VOLUME_QUANTUM: Final = Decimal("0.0001")
FACTOR_QUANTUM: Final = Decimal("0.00000001")

_WIDE: Final = Context(prec=100, rounding=ROUND_HALF_UP)


def round_units(value: Exact, quantum: Decimal) -> int:
    """Return how many whole quanta lie nearest to a value, halves away from zero.

    Parameters
    ----------
    value : int, Decimal or Fraction
        Exact number; never a float.
    quantum : Decimal
        Size of one unit, above zero.

    Returns
    -------
    int
        Number of quanta.
    """
    ratio = Fraction(value) / Fraction(quantum)
    nearest = (2 * abs(ratio.numerator) + ratio.denominator) // (2 * ratio.denominator)
    return nearest if ratio >= 0 else -nearest


def from_units(units: int, quantum: Decimal) -> Decimal:
    """Return a number of quanta as an exact decimal with the quantum's places."""
    sign, digits, exponent = quantum.as_tuple()
    if digits == (1,) and sign == 0 and isinstance(exponent, int):
        magnitude = tuple(int(digit) for digit in str(abs(units)))
        return Decimal((int(units < 0), magnitude, exponent))
    return units * quantum


def round_half_away(value: Exact, quantum: Decimal) -> Decimal:
    """Return the multiple of a quantum nearest to a value, halves away from zero."""
    if isinstance(value, Decimal) and quantum.as_tuple().digits == (1,):
        # Decimal's "half up" is half away from zero; adding zero drops the sign of a zero.
        return _WIDE.add(_WIDE.quantize(value, quantum), Decimal(0))
    return from_units(round_units(value, quantum), quantum)


def round_volume(value: Exact) -> Decimal:
    """Return a volume at the precision it is stored with, 0.0001 of its unit."""
    return round_half_away(value, VOLUME_QUANTUM)


def as_decimal(value: float) -> Decimal:
    """Return the shortest decimal that stands for a float: 999.98 stays 999.98.

    Raises
    ------
    DataError
        If the value is not a finite number.
    """
    if not isfinite(value):
        raise DataError(f"{value} is not a number to calculate with")
    return Decimal(repr(float(value)))
