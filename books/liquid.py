"""The liquid of a tank or a sales meter: what turns its observed barrels into net standard."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.errors import DataError
from domain.volume_correction import net_standard

_BASE_DEGF: Final = Decimal(60)
# At base temperature and pressure every gravity gives a factor of one.
_ANY_GRAVITY: Final = Decimal(40)
_ATMOSPHERIC_PSIG: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Liquid:
    """Gravity at 60 degF [degAPI], empty if nobody knows it, and sediment and water [pct]."""

    api_gravity_60f: Decimal | None
    bsw_pct: Decimal

    def net_bbl(
        self,
        observed_bbl: Decimal,
        temperature_degf: Decimal | None,
        pressure_psig: Decimal = _ATMOSPHERIC_PSIG,
    ) -> tuple[Decimal | None, tuple[str, ...]]:
        """Return net standard barrels and what a person should know about them.

        Without a temperature the liquid is taken at 60 degF, and without a gravity it is not
        corrected at all but for its water. Conditions outside the range of the standard, as a
        broken probe shows them, give no volume. Each is flagged.
        """
        flags: list[str] = []
        gravity = self.api_gravity_60f
        if temperature_degf is None:
            flags.append("assumed_60f")
        if gravity is None:
            flags.append("no_gravity")
            gravity, temperature_degf, pressure_psig = _ANY_GRAVITY, _BASE_DEGF, _ATMOSPHERIC_PSIG
        try:
            volume = net_standard(
                observed_bbl,
                api60=float(gravity),
                temp_degf=float(_BASE_DEGF if temperature_degf is None else temperature_degf),
                bsw_pct=self.bsw_pct,
                pressure_psig=float(max(pressure_psig, _ATMOSPHERIC_PSIG)),
            )
        except DataError:
            return None, (*flags, "outside_standard")
        return volume.nsv_bbl, tuple(flags)


def mean_liquid(liquids: list[Liquid]) -> Liquid | None:
    """Return the plain mean of several liquids, of those whose gravity is known; empty if none."""
    known = [liquid for liquid in liquids if liquid.api_gravity_60f is not None]
    if not known:
        return None
    gravity = sum((liquid.api_gravity_60f or Decimal(0) for liquid in known), Decimal(0))
    water = sum((liquid.bsw_pct for liquid in known), Decimal(0))
    return Liquid(gravity / len(known), water / len(known))
