"""Exact conversion of volumes, energy, pressure and temperature between field and metric units.

Volumes are decimals and their factors exact by definition: the inch is 0.0254 m, the barrel 9,702
cubic inches, the pound-force 4.4482216152605 N. A liquid changes its unit only, not its base
temperature. A gas volume changes its base too, by the ideal gas law, so both bases are stated.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from domain.errors import DataError
from domain.numbers.rounding import Exact

VolumeUnit = Literal["bbl", "gal", "mcf", "m3", "sm3", "e3m3"]

M3_PER_BBL: Final = Decimal("0.158987294928")
M3_PER_MCF: Final = Decimal("28.316846592")
GAL_PER_BBL: Final = 42
KPA_PER_ATM: Final = Decimal("101.325")
KPA_PER_BAR: Final = Decimal(100)
# The pressure base of the books: gas is kept at it, and led to a state's own when it is filed.
BOOKS_BASE_PSIA: Final = Decimal("14.65")

_KPA_PER_PSI: Final = Fraction("4.4482216152605") / Fraction("0.64516")
_BASE_KELVIN_60F: Final = Fraction("519.67") / Fraction("1.8")
_BASE_KELVIN_15C: Final = Fraction("288.15")
_FREEZING_DEGF: Final = 32.0
_DEGF_PER_DEGC: Final = 1.8


def bbl_from_m3(volume_m3: Decimal) -> Decimal:
    """Return barrels of a volume in cubic metres at the same temperature [bbl]."""
    return _decimal(Fraction(volume_m3) / Fraction(M3_PER_BBL))


def bbl_from_gal(volume_gal: Decimal) -> Decimal:
    """Return barrels of a volume in US gallons [bbl]."""
    return _decimal(Fraction(volume_gal) / GAL_PER_BBL)


def mcf_from_sm3(volume_sm3: Decimal, base_psia: Decimal = BOOKS_BASE_PSIA) -> Decimal:
    """Return Mcf at 60 degF and a base pressure of standard cubic metres of gas [mcf].

    Parameters
    ----------
    volume_sm3 : Decimal
        Gas at 15 degC and 101.325 kPa [sm3].
    base_psia : Decimal
        Base pressure of the result, that of the books if left out [psia].

    Returns
    -------
    Decimal
        Gas at 60 degF and the base pressure [mcf].
    """
    return _decimal(Fraction(volume_sm3) / _sm3_per_mcf(base_psia))


def mcf_at_base(volume_mcf: Decimal, from_psia: Decimal, to_psia: Decimal) -> Decimal:
    """Return a gas volume at another base pressure and the same base temperature [mcf].

    References
    ----------
    .. [1] 10,000 mcf at 14.73 psia is 10,054.61 at 14.65 and 9,803.66 at 15.025.
    """
    return _decimal(Fraction(volume_mcf) * Fraction(from_psia) / Fraction(to_psia))


def field_liquid_bbl(volume: Decimal, unit: VolumeUnit) -> Decimal:
    """Return a liquid volume in barrels, whatever unit its device counts in [bbl].

    Raises
    ------
    DataError
        If the unit does not measure a liquid.
    """
    if unit == "bbl":
        return volume
    if unit == "gal":
        return bbl_from_gal(volume)
    if unit in ("m3", "sm3"):
        return bbl_from_m3(volume)
    raise DataError(f"unit {unit!r} does not measure a liquid", remedy="use bbl, gal, m3 or sm3")


def field_gas_mcf(
    volume: Decimal, unit: VolumeUnit, base_psia: Decimal = BOOKS_BASE_PSIA
) -> Decimal:
    """Return a gas volume in Mcf at 60 degF and a base pressure [mcf].

    Parameters
    ----------
    volume : Decimal
        Gas; in mcf it is taken to be at the base already, in m3, sm3 or e3m3 at 15 degC and
        101.325 kPa.
    unit : str
        Unit of the device.
    base_psia : Decimal
        Base pressure of the result [psia].

    Returns
    -------
    Decimal
        Gas [mcf].

    Raises
    ------
    DataError
        If the unit does not measure gas.
    """
    if unit == "mcf":
        return volume
    if unit in ("m3", "sm3"):
        return mcf_from_sm3(volume, base_psia)
    if unit == "e3m3":
        return mcf_from_sm3(volume * 1000, base_psia)
    raise DataError(f"unit {unit!r} does not measure gas", remedy="use mcf, m3, sm3 or e3m3")


def psi_from_kpa(pressure_kpa: float) -> float:
    """Return a pressure difference in pounds per square inch [psi]."""
    return pressure_kpa / float(_KPA_PER_PSI)


def psi_from_bar(pressure_bar: float) -> float:
    """Return a pressure difference in pounds per square inch [psi]."""
    return psi_from_kpa(pressure_bar * float(KPA_PER_BAR))


def degf_from_degc(temperature_degc: float) -> float:
    """Return a temperature in degrees Fahrenheit [degF]."""
    return temperature_degc * _DEGF_PER_DEGC + _FREEZING_DEGF


def _sm3_per_mcf(base_psia: Decimal) -> Fraction:
    pressures = Fraction(base_psia) * _KPA_PER_PSI / Fraction(KPA_PER_ATM)
    return Fraction(M3_PER_MCF) * pressures * _BASE_KELVIN_15C / _BASE_KELVIN_60F


def _decimal(value: Exact) -> Decimal:
    ratio = Fraction(value)
    return Decimal(ratio.numerator) / Decimal(ratio.denominator)
