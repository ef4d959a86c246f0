"""Volume of liquid hydrocarbons at 60 degF from what was observed at another temperature.

Factors of API MPMS chapter 11.1: the 2004 procedure (with ITS-90 temperatures) and the 1980
tables still found on old tickets. Factors stay unrounded; a volume is rounded once, at the end.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import exp
from typing import Final, Literal, NamedTuple

from domain.errors import DataError
from domain.numbers.rounding import as_decimal, round_volume

Tables = Literal["2004", "1980"]


@dataclass(frozen=True, slots=True)
class CommodityGroup:
    """Constants of thermal expansion of a group of liquids."""

    k0: float
    k1: float
    k2: float


CRUDE: Final = CommodityGroup(341.0957, 0.0, 0.0)

_WATER_DENSITY_2004: Final = 999.016
_WATER_DENSITY_1980: Final = 999.012
_DELTA_60: Final = 0.01374979547
_BASE_DEGF_IPTS68: Final = 60.0068749
_ITS90_TO_IPTS68: Final = (
    -0.148759, -0.267408, 1.080760, 1.269056, -4.089591, -1.871251, 7.438081, -3.536296,
)  # fmt: skip
_DENSITY_RANGE: Final = (610.6, 1163.5)
_DEGF_RANGE: Final = (-58.0, 302.0)
_PSIG_RANGE: Final = (0.0, 1500.0)
_GRAVITY_STEPS: Final = 50


class LiquidVolume(NamedTuple):
    """One liquid on its three bases [bbl]: as observed, at 60 degF, and free of sediment and water.

    `ctpl` is the unrounded factor that leads from observed to gross standard.
    """

    observed_bbl: Decimal
    gsv_bbl: Decimal
    nsv_bbl: Decimal
    ctpl: float


def density_kg_per_m3(api60: float, tables: Tables = "2004") -> float:
    """Return the density at 60 degF of a liquid of a given API gravity [kg/m3]."""
    water = _WATER_DENSITY_2004 if tables == "2004" else _WATER_DENSITY_1980
    return water * 141.5 / (api60 + 131.5)


def correction_for_temperature(
    api60: float, temp_degf: float, tables: Tables = "2004", group: CommodityGroup = CRUDE
) -> float:
    """Return CTL, the volume at 60 degF over the volume at a temperature.

    Parameters
    ----------
    api60 : float
        Gravity at 60 degF [degAPI].
    temp_degf : float
        Temperature of the liquid [degF].
    tables : {"2004", "1980"}
        Edition of API MPMS 11.1.
    group : CommodityGroup
        Constants of the liquid, crude oil by default.

    Returns
    -------
    float
        CTL [-], not rounded.

    Raises
    ------
    DataError
        If gravity or temperature is outside the range of the standard.

    References
    ----------
    .. [1] API MPMS 11.1 (2004), crude: 40 degAPI at 100 degF gives 0.97980.
    """
    rho60 = density_kg_per_m3(api60, tables)
    _require_range("density at 60 degF [kg/m3]", rho60, _DENSITY_RANGE)
    _require_range("temperature [degF]", temp_degf, _DEGF_RANGE)
    return _ctl(rho60, temp_degf, tables, group)


def correction_for_pressure(
    api60: float, temp_degf: float, pressure_psig: float, group: CommodityGroup = CRUDE
) -> float:
    """Return CPL, the volume at the vapour pressure over the volume at a pressure.

    Parameters
    ----------
    api60 : float
        Gravity at 60 degF [degAPI].
    temp_degf : float
        Temperature of the liquid [degF].
    pressure_psig : float
        Pressure above the equilibrium pressure, which is taken as atmospheric [psig].
    group : CommodityGroup
        Constants of the liquid, crude oil by default.

    Returns
    -------
    float
        CPL [-], not rounded; 1 in an atmospheric tank.

    Raises
    ------
    DataError
        If an input is outside the range of the standard.
    """
    _require_range("pressure [psig]", pressure_psig, _PSIG_RANGE)
    _require_range("temperature [degF]", temp_degf, _DEGF_RANGE)
    rho_shifted, degf = _shifted(density_kg_per_m3(api60), temp_degf, group)
    compressibility = exp(-1.9947 + 0.00013427 * degf + (793920.0 + 2326.0 * degf) / rho_shifted**2)
    return 1.0 / (1.0 - compressibility * 1e-5 * pressure_psig)


def api60_from_observed(
    api_observed: float, temp_degf: float, *, hydrometer: bool = True, tables: Tables = "2004"
) -> float:
    """Return the gravity at 60 degF of a crude from the gravity read at another temperature.

    Parameters
    ----------
    api_observed : float
        Gravity as read [degAPI].
    temp_degf : float
        Temperature of the sample [degF].
    hydrometer : bool
        The reading is of a glass hydrometer, which itself expands.
    tables : {"2004", "1980"}
        Edition of API MPMS 11.1.

    Returns
    -------
    float
        Gravity at 60 degF [degAPI], not rounded.
    """
    _require_range("temperature [degF]", temp_degf, _DEGF_RANGE)
    warmth = temp_degf - 60.0
    glass = 1.0 - 1.278e-5 * warmth - 6.2e-9 * warmth**2 if hydrometer else 1.0
    rho_observed = density_kg_per_m3(api_observed, tables) * glass
    rho60 = rho_observed
    for _ in range(_GRAVITY_STEPS):
        rho60 = rho_observed / _ctl(rho60, temp_degf, tables, CRUDE)
    water = _WATER_DENSITY_2004 if tables == "2004" else _WATER_DENSITY_1980
    return water * 141.5 / rho60 - 131.5


def net_standard(
    observed_bbl: Decimal,
    *,
    api60: float,
    temp_degf: float,
    bsw_pct: Decimal,
    pressure_psig: float = 0.0,
    tables: Tables = "2004",
) -> LiquidVolume:
    """Return a crude volume on all three bases.

    Parameters
    ----------
    observed_bbl : Decimal
        Volume at the temperature of the liquid [bbl].
    api60 : float
        Gravity at 60 degF [degAPI].
    temp_degf : float
        Temperature of the liquid [degF].
    bsw_pct : Decimal
        Sediment and water [pct].
    pressure_psig : float
        Pressure at the meter; zero in a tank [psig].
    tables : {"2004", "1980"}
        Edition of API MPMS 11.1.

    Returns
    -------
    LiquidVolume
        Volumes to 0.0001 bbl, each rounded once from unrounded factors.

    Raises
    ------
    DataError
        If sediment and water is not a percentage, or an input is out of range.

    References
    ----------
    .. [1] 180 bbl at 100 degF, 40 degAPI and 0.3 % BS&W is 175.83 bbl net.
    """
    if not 0 <= bsw_pct <= 100:
        raise DataError(f"sediment and water of {bsw_pct} % is no percentage")
    ctl = correction_for_temperature(api60, temp_degf, tables)
    cpl = correction_for_pressure(api60, temp_degf, pressure_psig) if pressure_psig else 1.0
    standard = observed_bbl * as_decimal(ctl * cpl)
    net = standard * (100 - bsw_pct) / 100
    return LiquidVolume(
        round_volume(observed_bbl), round_volume(standard), round_volume(net), ctl * cpl
    )


def _ctl(rho60: float, temp_degf: float, tables: Tables, group: CommodityGroup) -> float:
    if tables == "1980":
        alpha = _expansion(rho60, group)
        warmth = temp_degf - 60.0
        return exp(-alpha * warmth * (1.0 + 0.8 * alpha * warmth))
    rho_shifted, degf = _shifted(rho60, temp_degf, group)
    alpha = _expansion(rho_shifted, group)
    warmth = degf - _BASE_DEGF_IPTS68
    return exp(-alpha * warmth * (1.0 + 0.8 * alpha * (warmth + _DELTA_60)))


def _expansion(rho: float, group: CommodityGroup) -> float:
    return (group.k0 / rho + group.k1) / rho + group.k2


def _shifted(rho60: float, temp_degf: float, group: CommodityGroup) -> tuple[float, float]:
    """Return density and temperature on the scale of 1968, which the constants belong to."""
    celsius = (temp_degf - 32.0) / 1.8
    tau = celsius / 630.0
    offset = 0.0
    for coefficient in reversed(_ITS90_TO_IPTS68):
        offset = (offset + coefficient) * tau
    degf = 1.8 * (celsius - offset) + 32.0
    first = _DELTA_60 / 2.0 * _expansion(rho60, group)
    second = (2.0 * group.k0 + group.k1 * rho60) / (
        group.k0 + (group.k1 + group.k2 * rho60) * rho60
    )
    growth = (exp(first * (1.0 + 0.8 * first)) - 1.0) / (1.0 + first * (1.0 + 1.6 * first) * second)
    return rho60 * (1.0 + growth), degf


def _require_range(quantity: str, value: float, bounds: tuple[float, float]) -> None:
    low, high = bounds
    if not low <= value <= high:
        raise DataError(
            f"{quantity} {value:g} is outside {low:g} to {high:g}", remedy="check the ticket"
        )
