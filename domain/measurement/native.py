"""What devices count, led to the units the books are kept in: bbl, Mcf, in, degF, psig."""

from decimal import Decimal
from typing import Final, cast

from domain.errors import DataError
from domain.numbers.rounding import as_decimal, round_volume
from domain.numbers.units import (
    BOOKS_BASE_PSIA,
    VolumeUnit,
    degf_from_degc,
    field_gas_mcf,
    field_liquid_bbl,
    mcf_at_base,
    psi_from_bar,
    psi_from_kpa,
)

# A counter in no unit is scaled by its binding to the unit of the books.
SCALED_COUNT: Final = "none"
_IN_PER_FT: Final = 12
_M_PER_IN: Final = Decimal("0.0254")


def liquid_bbl(amount: Decimal, unit: str) -> Decimal:
    """Return a liquid volume in barrels, to 0.0001 bbl.

    Raises
    ------
    DataError
        If the unit does not measure a liquid.
    """
    if unit == SCALED_COUNT:
        return round_volume(amount)
    return round_volume(field_liquid_bbl(amount, cast("VolumeUnit", unit)))


def gas_mcf(amount: Decimal, unit: str, *, pressure_base_psia: Decimal | None = None) -> Decimal:
    """Return a gas volume in Mcf at 14.65 psia and 60 degF, to 0.0001 Mcf.

    Parameters
    ----------
    amount : Decimal
        Volume in `unit`.
    unit : str
        Unit of the device.
    pressure_base_psia : Decimal, optional
        Base pressure of a volume that the device counts in Mcf [psia].

    Raises
    ------
    DataError
        If the unit does not measure gas.
    """
    if unit not in ("mcf", SCALED_COUNT):
        return round_volume(field_gas_mcf(amount, cast("VolumeUnit", unit)))
    base_psia = pressure_base_psia or BOOKS_BASE_PSIA
    return round_volume(mcf_at_base(amount, base_psia, BOOKS_BASE_PSIA))


def level_in(amount: Decimal, unit: str) -> Decimal:
    """Return a gauge in inches, to 0.0001 in.

    Raises
    ------
    DataError
        If the unit is not one of length.
    """
    if unit in ("in", SCALED_COUNT):
        return round_volume(amount)
    if unit == "ft":
        return round_volume(amount * _IN_PER_FT)
    if unit == "m":
        return round_volume(amount / _M_PER_IN)
    raise DataError(f"unit {unit!r} does not measure a level", remedy="use in, ft or m")


def pressure_psig(amount: Decimal, unit: str) -> Decimal | None:
    """Return a gauge pressure in psig, to 0.0001; empty if its unit is not known."""
    if unit == "psig":
        return round_volume(amount)
    if unit == "kpa":
        return round_volume(as_decimal(psi_from_kpa(float(amount))))
    return round_volume(as_decimal(psi_from_bar(float(amount)))) if unit == "bar" else None


def temperature_degf(amount: Decimal, unit: str) -> Decimal | None:
    """Return a temperature in degF, to 0.0001; empty if its unit is not known."""
    if unit == "degf":
        return round_volume(amount)
    return round_volume(as_decimal(degf_from_degc(float(amount)))) if unit == "degc" else None
