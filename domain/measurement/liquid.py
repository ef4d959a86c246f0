"""The liquid of a tank or a sales meter: what turns its observed barrels into net standard."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.errors import DataError
from domain.measurement.volume_correction import net_standard

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


def mean_liquid(liquids: Sequence[Liquid]) -> Liquid:
    """Return the plain mean of several liquids, of those whose gravity is known if there are any.

    Without a single gravity the mean has none, and without a single liquid no water either.
    """
    known = [each.api_gravity_60f for each in liquids if each.api_gravity_60f is not None]
    told = [each for each in liquids if each.api_gravity_60f is not None] or liquids
    water = sum((each.bsw_pct for each in told), Decimal(0))
    return Liquid(
        sum(known, Decimal(0)) / len(known) if known else None,
        water / len(told) if told else Decimal(0),
    )
