"""Nominal and effective decline: three numbers that people call "the decline".

Nominal is the slope of ln(rate) at an instant. Effective is the fall over one year: tangent if the
slope stayed as it is, secant along the curve itself, which depends on b. Only nominal is stored.
"""

from math import expm1, log1p
from typing import Final

from domain.errors import DataError

DAYS_PER_YEAR: Final = 365.25


def nominal_from_tangent(effective_per_year: float) -> float:
    """Return the nominal decline of a tangent effective decline [1/year].

    Parameters
    ----------
    effective_per_year : float
        Tangent effective decline, 0 to below 1 [fraction/year].

    Returns
    -------
    float
        Nominal decline [1/year].

    Raises
    ------
    DataError
        If the decline is outside [0, 1).
    """
    _require_effective(effective_per_year)
    return -log1p(-effective_per_year)


def tangent_from_nominal(nominal_per_year: float) -> float:
    """Return the tangent effective decline of a nominal one [fraction/year]."""
    return -expm1(-nominal_per_year)


def nominal_from_secant(effective_per_year: float, b: float) -> float:
    """Return the nominal decline of a secant effective decline [1/year].

    Parameters
    ----------
    effective_per_year : float
        Fall over the first year along the curve, 0 to below 1 [fraction/year].
    b : float
        Arps exponent of that curve [-].

    Returns
    -------
    float
        Nominal decline at the start [1/year].

    Raises
    ------
    DataError
        If the decline is outside [0, 1).

    References
    ----------
    .. [1] SPEE Recommended Evaluation Practice 6 (2002), Table 1.
    """
    _require_effective(effective_per_year)
    logarithm = log1p(-effective_per_year)
    return -logarithm if b == 0 else expm1(-b * logarithm) / b


def secant_from_nominal(nominal_per_year: float, b: float) -> float:
    """Return the secant effective decline of a nominal one on a curve of exponent b."""
    if b == 0:
        return tangent_from_nominal(nominal_per_year)
    return -expm1(-log1p(b * nominal_per_year) / b)


def _require_effective(effective_per_year: float) -> None:
    if not 0 <= effective_per_year < 1:
        raise DataError(
            f"effective decline {effective_per_year} is not within 0 and 1",
            remedy="write 12 % as 0.12",
        )
