"""Native units of devices led to the units the books are kept in: bbl, Mcf, h, in, degF, psig.

Liquids go by exact volume. Gas goes by the ideal gas law from the reference conditions of its
unit (15 degC and 101.325 kPa for metric ones) to 60 degF and a base pressure.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.errors import DataError
from domain.rounding import round_volume

TEXAS_BASE_PSIA: Final = Decimal("14.65")

_M3_PER_BBL: Final = Fraction("0.158987294928")
_M3_PER_MCF: Final = Fraction("28.316846592")
_METRIC_BASE_PSIA: Final = Fraction("14.6959488")
_WARMTH_60F_OVER_15C: Final = (Fraction("459.67") + 60) / (Fraction("459.67") + 59)

_LIQUID_BBL: Final[dict[str, Fraction]] = {
    "bbl": Fraction(1),
    "none": Fraction(1),
    "gal": Fraction(1, 42),
    "m3": 1 / _M3_PER_BBL,
    "sm3": 1 / _M3_PER_BBL,
}
_METRIC_GAS_M3: Final[dict[str, Fraction]] = {
    "m3": Fraction(1),
    "sm3": Fraction(1),
    "e3m3": Fraction(1000),
}
_CUSTOMARY_GAS: Final = ("mcf", "none")
_INCHES: Final[dict[str, Fraction]] = {
    "in": Fraction(1),
    "none": Fraction(1),
    "ft": Fraction(12),
    "m": 1 / Fraction("0.0254"),
}
_PSI: Final[dict[str, Fraction]] = {
    "psig": Fraction(1),
    "kpa": 1 / Fraction("6.894757293168"),
    "bar": 100 / Fraction("6.894757293168"),
}


def liquid_bbl(amount: Decimal, unit: str) -> Decimal:
    """Return a liquid volume in barrels, to 0.0001 bbl.

    Parameters
    ----------
    amount : Decimal
        Volume in `unit`.
    unit : str
        Native unit; ``none`` is a count already scaled to barrels.

    Raises
    ------
    DataError
        If the unit is none of a liquid's.
    """
    return round_volume(Fraction(amount) * _factor(_LIQUID_BBL, unit, "liquid volume"))


def gas_mcf(
    amount: Decimal,
    unit: str,
    *,
    pressure_base_psia: Decimal | None = None,
    to_base_psia: Decimal = TEXAS_BASE_PSIA,
) -> Decimal:
    """Return a gas volume in Mcf at 60 degF and a base pressure, to 0.0001 Mcf.

    Parameters
    ----------
    amount : Decimal
        Volume in `unit`.
    unit : str
        Native unit; ``none`` is a count already scaled to Mcf.
    pressure_base_psia : Decimal, optional
        Base pressure of a volume in Mcf; without it the volume is at `to_base_psia` [psia].
    to_base_psia : Decimal
        Base pressure to state the volume at [psia].

    Raises
    ------
    DataError
        If the unit is none of a gas volume's.

    Notes
    -----
    The ratio of compressibilities at two base conditions is ignored.

    References
    ----------
    .. [1] 10,000 Mcf at 14.73 psia are 10,054.61 Mcf at 14.65 psia.
    """
    if unit in _CUSTOMARY_GAS:
        from_base = Fraction(pressure_base_psia or to_base_psia)
        return round_volume(Fraction(amount) * from_base / Fraction(to_base_psia))
    standard = Fraction(amount) * _factor(_METRIC_GAS_M3, unit, "gas volume") / _M3_PER_MCF
    ratio = _METRIC_BASE_PSIA / Fraction(to_base_psia) * _WARMTH_60F_OVER_15C
    return round_volume(standard * ratio)


def level_in(amount: Decimal, unit: str) -> Decimal:
    """Return a gauge in inches, to 0.0001 in."""
    return round_volume(Fraction(amount) * _factor(_INCHES, unit, "level"))


def pressure_psig(amount: Decimal, unit: str) -> Decimal | None:
    """Return a gauge pressure in psig, to 0.0001; empty if its unit is not known."""
    return None if unit not in _PSI else round_volume(Fraction(amount) * _PSI[unit])


def temperature_degf(amount: Decimal, unit: str) -> Decimal | None:
    """Return a temperature in degF, to 0.0001; empty if its unit is not known."""
    if unit == "degf":
        return round_volume(amount)
    return round_volume(Fraction(amount) * 9 / 5 + 32) if unit == "degc" else None


def _factor(factors: dict[str, Fraction], unit: str, what: str) -> Fraction:
    if unit not in factors:
        raise DataError(f"{unit!r} is no unit of a {what}", remedy=f"use {', '.join(factors)}")
    return factors[unit]
