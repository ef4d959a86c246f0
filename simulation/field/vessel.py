"""Tanks and counters: what they hold in truth, and what a gauge or register shows of it."""

from dataclasses import dataclass

from domain.measurement.volume_correction import correction_for_temperature


@dataclass
class StockTank:
    """An upright tank; `nsv_bbl` is the truth, net of sediment and water at 60 degF."""

    name: str
    bbl_per_in: float
    height_in: float
    api_gravity_60f: float
    bsw_pct: float
    nsv_bbl: float

    def observed_bbl(self, temperature_degf: float) -> float:
        """Return what fills the tank at a temperature."""
        return self.nsv_bbl / self.net_per_observed(temperature_degf)

    def level_in(self, temperature_degf: float) -> float:
        """Return the gauge at a temperature."""
        return self.observed_bbl(temperature_degf) / self.bbl_per_in

    def net_per_observed(self, temperature_degf: float) -> float:
        """Return net standard barrels in one observed barrel."""
        ctl = correction_for_temperature(self.api_gravity_60f, temperature_degf)
        return ctl * (1 - self.bsw_pct / 100)


@dataclass
class Counter:
    """A register that counts up in steps of `unit` and starts again at `rollover_at`."""

    total: float
    unit: float
    rollover_at: float | None = None

    def add(self, volume: float) -> None:
        """Let a volume through."""
        self.total += volume

    @property
    def shown(self) -> float:
        """What the register shows: whole counts, after the last rollover."""
        counts = int(self.total / self.unit + 1e-9)
        if self.rollover_at is not None:
            counts %= round(self.rollover_at / self.unit)
        return round(counts * self.unit, 6)
