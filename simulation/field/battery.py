"""A tank battery: separator, tanks, meters, and the truck or LACT unit that empties them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from simulation.device_sample import DeviceSignal
from simulation.field.chance import stream
from simulation.field.flow import StepFlow
from simulation.field.haulage import Haulage, HaulerTicket
from simulation.field.lact import LactUnit
from simulation.field.plans import BatteryPlan
from simulation.field.timeline import Timeline
from simulation.field.vessel import Counter, StockTank
from simulation.field.weather import tank_temperatures_degf

COUNTER_UNIT: Final = 0.1
LACT_ROLLOVER_BBL: Final = 100_000.0
WATER_TANK_BBL_PER_IN: Final = 1.67862
_SWITCH_SHARE: Final = 0.86
_FLARE_SHARE: Final = 0.012
_UPSET_SHARE: Final = 0.35
_UPSET_CHANCE: Final = 0.004
_LEVEL_NOISE_IN: Final = 0.02
_WATER_PUMP_BBL_PER_H: Final = 90.0


class BatteryStep(NamedTuple):
    """What happened at a battery in one step, in truth."""

    oil_in_bbl: float
    hauled_bbl: float
    piped_bbl: float
    gas_sold_mcf: float
    gas_fuel_mcf: float
    gas_flared_mcf: float
    water_bbl: float


@dataclass
class _GasMeters:
    sales: Counter
    fuel: Counter
    flare: Counter


class VirtualBattery:
    """One battery as it goes through the timeline."""

    def __init__(self, plan: BatteryPlan, timeline: Timeline, seed: int) -> None:
        self.plan = plan
        self._timeline = timeline
        self._chance = stream(seed, "battery", plan.facility_code)
        self._temperatures = tank_temperatures_degf(timeline, seed, plan.facility_code)
        self.tanks = [self._tank(name) for name in plan.tank_names()]
        self.haulage = Haulage(stream(seed, "trucks", plan.facility_code))
        self.lact = self._lact(seed) if plan.sale == "lact" else None
        self.gas = _GasMeters(*(self._counter(5000, 90_000) for _ in range(3)))
        self.water = self._counter(20_000, 60_000)
        self._water_tank_bbl = self._chance.uniform(60, 180)
        self._is_pumping = False
        self._receiving = 0

    @property
    def stock_bbl(self) -> float:
        """Oil in all tanks, in truth [bbl net standard]."""
        return sum(tank.nsv_bbl for tank in self.tanks)

    @property
    def tickets(self) -> Sequence[HaulerTicket]:
        """Run tickets so far."""
        return self.haulage.tickets

    def advance(self, index: int, flow: StepFlow) -> BatteryStep:
        """Let one step pass with what the wells made in it."""
        degf = self._temperatures[index]
        self._receive(flow.oil_bbl, degf)
        hauled = piped = 0.0
        if self.lact is not None:
            piped = self.lact.step(self.tanks, degf, self._timeline.step_h)
        else:
            hauled = self.haulage.step(
                self.tanks, self._timeline.instants[index], self._timeline.local[index].hour,
                degf, self._timeline.step,
            )  # fmt: skip
        sold, fuel, flared = self._meter_gas(flow.gas_mcf)
        self._take_water(flow.water_bbl)
        return BatteryStep(flow.oil_bbl, hauled, piped, sold, fuel, flared, flow.water_bbl)

    def signals(self, index: int) -> dict[str, DeviceSignal]:
        """Return what the instruments show at an instant."""
        stem, degf = self.plan.stem, self._temperatures[index]
        shown: dict[str, float] = {}
        for number, tank in enumerate(self.tanks, start=1):
            noise = self._chance.gauss(0.0, _LEVEL_NOISE_IN)
            shown[f"{stem}.tk{number}.level"] = max(0.0, tank.level_in(degf) + noise)
            shown[f"{stem}.tk{number}.temperature"] = degf + self._chance.gauss(0.0, 0.15)
        if self.plan.has_water_tank:
            shown[f"{stem}.wtk.level"] = self._water_tank_bbl / WATER_TANK_BBL_PER_IN
        shown[f"{stem}.separator.pressure"] = 34 + self._chance.gauss(0.0, 0.6)
        shown[f"{stem}.gas.sales"] = self.gas.sales.shown
        shown[f"{stem}.gas.fuel"] = self.gas.fuel.shown
        shown[f"{stem}.gas.flare"] = self.gas.flare.shown
        shown[f"{stem}.water.total"] = self.water.shown
        if self.lact is not None:
            shown[f"{stem}.lact.total"] = self.lact.counter.shown
            shown[f"{stem}.lact.temperature"] = self.lact.temperature_degf
            shown[f"{stem}.lact.pressure"] = max(0.0, self.lact.pressure_psig)
        return {name: DeviceSignal(value) for name, value in shown.items()}

    def _tank(self, name: str) -> StockTank:
        plan = self.plan
        tank = StockTank(
            name, plan.bbl_per_in, plan.tank_height_in, plan.api_gravity_60f, plan.bsw_pct, 0.0
        )
        observed = self._chance.uniform(0.12, 0.45) * plan.tank_height_in * plan.bbl_per_in
        tank.nsv_bbl = observed * tank.net_per_observed(self._temperatures[0])
        return tank

    def _lact(self, seed: int) -> LactUnit:
        plan = self.plan
        counter = Counter(plan.lact_start_bbl, COUNTER_UNIT, LACT_ROLLOVER_BBL)
        return LactUnit(plan.lact_meter_factor, counter, stream(seed, "lact", plan.facility_code))

    def _counter(self, low: int, high: int) -> Counter:
        return Counter(float(self._chance.randint(low, high)), COUNTER_UNIT)

    def _receive(self, oil_bbl: float, degf: float) -> None:
        """Fill one tank after another; a tank that is being sold from takes nothing."""
        shut = self.haulage.loading or (self.lact.selling if self.lact else None)
        full_in = _SWITCH_SHARE * self.plan.tank_height_in
        for turn in range(len(self.tanks)):
            place = (self._receiving + turn) % len(self.tanks)
            tank = self.tanks[place]
            if tank is not shut and tank.level_in(degf) < full_in:
                self._receiving = place
                break
        self.tanks[self._receiving].nsv_bbl += oil_bbl

    def _meter_gas(self, gas_mcf: float) -> tuple[float, float, float]:
        fuel = min(gas_mcf, self.plan.fuel_mcf_per_day * self._timeline.step_h / 24)
        upset = self._chance.random() < _UPSET_CHANCE
        flared = (gas_mcf - fuel) * (_UPSET_SHARE if upset else _FLARE_SHARE)
        sold = gas_mcf - fuel - flared
        self.gas.sales.add(sold)
        self.gas.fuel.add(fuel)
        self.gas.flare.add(flared)
        return sold, fuel, flared

    def _take_water(self, water_bbl: float) -> None:
        """Count water into its tank; a pump sends it to the disposal well by level."""
        self.water.add(water_bbl)
        if not self.plan.has_water_tank:
            return
        self._water_tank_bbl += water_bbl
        level = self._water_tank_bbl / WATER_TANK_BBL_PER_IN
        self._is_pumping = level > 180.0 or (self._is_pumping and level > 36.0)
        if self._is_pumping:
            self._water_tank_bbl -= _WATER_PUMP_BBL_PER_H * self._timeline.step_h
