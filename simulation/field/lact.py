"""A LACT unit: pumps the fullest tank down through a meter whenever it is full enough."""

from dataclasses import dataclass, field
from random import Random

from domain.measurement.volume_correction import correction_for_pressure, correction_for_temperature
from simulation.field.vessel import Counter, StockTank

_START_IN = 150.0
_STOP_IN = 45.0
_OBSERVED_BBL_PER_H = 62.0
_RUNNING_PSIG = 48.0
_WARMER_DEGF = 2.0


@dataclass
class LactUnit:
    """One unit: its meter counts indicated barrels at its own temperature and pressure."""

    meter_factor: float
    counter: Counter
    chance: Random
    temperature_degf: float = 60.0
    pressure_psig: float = 0.0
    _selling: StockTank | None = field(default=None, repr=False)

    @property
    def selling(self) -> StockTank | None:
        """The tank that is being pumped down, which takes no production."""
        return self._selling

    def step(self, tanks: list[StockTank], tank_degf: float, step_h: float) -> float:
        """Pump for one step; return what left [bbl net standard]."""
        self._choose(tanks, tank_degf)
        self.temperature_degf = tank_degf + _WARMER_DEGF
        if self._selling is None:
            self.pressure_psig = 0.0
            return 0.0
        self.pressure_psig = _RUNNING_PSIG + self.chance.gauss(0.0, 0.8)
        tank = self._selling
        net = _OBSERVED_BBL_PER_H * step_h * tank.net_per_observed(tank_degf)
        net = min(net, tank.nsv_bbl)
        tank.nsv_bbl -= net
        self.counter.add(net / self._net_per_indicated(tank))
        return net

    def _choose(self, tanks: list[StockTank], tank_degf: float) -> None:
        if self._selling is not None and self._selling.level_in(tank_degf) > _STOP_IN:
            return
        fullest = max(tanks, key=lambda tank: tank.nsv_bbl)
        self._selling = fullest if fullest.level_in(tank_degf) >= _START_IN else None

    def _net_per_indicated(self, tank: StockTank) -> float:
        ctl = correction_for_temperature(tank.api_gravity_60f, self.temperature_degf)
        cpl = correction_for_pressure(
            tank.api_gravity_60f, self.temperature_degf, self.pressure_psig
        )
        return self.meter_factor * ctl * cpl * (1 - tank.bsw_pct / 100)
