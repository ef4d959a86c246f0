"""Trucks: a full tank is isolated, gauged, loaded, gauged again, and a run ticket is written.

The hauler's ticket comes from the hauler's own gauges and thermometer, rounded as drivers round,
so it differs a little from what left the tank; that is the honest difference of every month.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from simulation.field.vessel import StockTank

_LOAD_BBL: Final = 184.0
_LOADING_STEPS: Final = 3
_QUARTER_IN: Final = 0.25
_FIRST_HOUR: Final = 8
_LAST_HOUR: Final = 16
_LEFT_BBL: Final = 35.0
_CHANCE_OF_TRUCK: Final = 0.45
_CHANCE_OF_REFUSAL: Final = 0.03


class HaulerTicket(NamedTuple):
    """A run ticket as the hauler wrote it, and in truth what left [bbl net standard]."""

    tank_name: str
    opened_at: datetime
    closed_at: datetime
    opening_level_in: float
    closing_level_in: float
    oil_observed_bbl: float
    temperature_degf: float
    api_gravity_60f: float
    bsw_pct: float
    oil_nsv_bbl: float
    is_rejected: bool
    left_nsv_bbl: float


@dataclass
class _Load:
    tank: StockTank
    opened_at: datetime
    opening_in: float
    observed_bbl: float
    steps_left: int
    left_nsv_bbl: float = 0.0


class Haulage:
    """The truck side of one battery."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._load: _Load | None = None
        self.tickets: list[HaulerTicket] = []

    @property
    def loading(self) -> StockTank | None:
        """The tank that is shut in for loading, which takes no production."""
        return self._load.tank if self._load else None

    def step(
        self, tanks: list[StockTank], at: datetime, local_hour: int, temperature_degf: float,
        step: timedelta,
    ) -> float:  # fmt: skip
        """Go on with a load or begin one; return what left in the step [bbl net standard]."""
        if self._load is None:
            self._begin(tanks, at, local_hour, temperature_degf)
        if self._load is None:
            return 0.0
        return self._draw(self._load, at + step, temperature_degf)

    def _begin(
        self, tanks: list[StockTank], at: datetime, local_hour: int, temperature_degf: float
    ) -> None:
        if not _FIRST_HOUR <= local_hour < _LAST_HOUR or self._chance.random() > _CHANCE_OF_TRUCK:
            return
        fullest = max(tanks, key=lambda tank: tank.nsv_bbl)
        load_bbl = self._chance.gauss(_LOAD_BBL, 2.5)
        if fullest.observed_bbl(temperature_degf) < load_bbl + _LEFT_BBL:
            return
        opened_at = at + timedelta(minutes=1 + int(self._chance.random() * 3))
        if self._chance.random() < _CHANCE_OF_REFUSAL:
            self._refuse(fullest, opened_at, temperature_degf)
            return
        opening_in = fullest.level_in(temperature_degf)
        self._load = _Load(fullest, opened_at, opening_in, load_bbl, _LOADING_STEPS)

    def _draw(self, load: _Load, ends_at: datetime, temperature_degf: float) -> float:
        observed = load.observed_bbl / _LOADING_STEPS
        net = observed * load.tank.net_per_observed(temperature_degf)
        load.tank.nsv_bbl -= net
        load.left_nsv_bbl += net
        load.steps_left -= 1
        if load.steps_left == 0:
            self._seal(load, ends_at - timedelta(minutes=1), temperature_degf)
        return net

    def _seal(self, load: _Load, closed_at: datetime, temperature_degf: float) -> None:
        tank = load.tank
        opening, closing = _gauged(load.opening_in), _gauged(tank.level_in(temperature_degf))
        observed = round((opening - closing) * tank.bbl_per_in, 2)
        warmth = round(temperature_degf + self._chance.gauss(0.3, 0.5))
        bsw_pct = round(tank.bsw_pct + self._chance.gauss(0.0, 0.04), 2)
        as_written = StockTank(
            tank.name, tank.bbl_per_in, tank.height_in, tank.api_gravity_60f, bsw_pct, 0.0
        )
        net = round(observed * as_written.net_per_observed(warmth), 2)
        self.tickets.append(
            HaulerTicket(
                tank.name, load.opened_at, closed_at, opening, closing, observed, warmth,
                tank.api_gravity_60f, bsw_pct, net, is_rejected=False,
                left_nsv_bbl=load.left_nsv_bbl,
            )
        )  # fmt: skip
        self._load = None

    def _refuse(self, tank: StockTank, opened_at: datetime, temperature_degf: float) -> None:
        """Turn a truck away for bad oil: a ticket with no volume."""
        level = _gauged(tank.level_in(temperature_degf))
        self.tickets.append(
            HaulerTicket(
                tank.name, opened_at, opened_at + timedelta(minutes=12), level, level, 0.0,
                round(temperature_degf), tank.api_gravity_60f, 1.4, 0.0, is_rejected=True,
                left_nsv_bbl=0.0,
            )
        )  # fmt: skip


def _gauged(level_in: float) -> float:
    return round(level_in / _QUARTER_IN) * _QUARTER_IN
