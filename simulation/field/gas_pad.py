"""A gas well's pad: an orifice meter run with its flow computer."""

from typing import Final

from simulation.device_sample import DeviceSignal
from simulation.field.battery import COUNTER_UNIT
from simulation.field.chance import stream
from simulation.field.flow import WellHistory
from simulation.field.plans import GasWellPlan
from simulation.field.timeline import Timeline
from simulation.field.vessel import Counter

_FLOWING_DEGF: Final = 68.0


class GasPad:
    """One gas well's instruments as they go through the timeline."""

    def __init__(
        self, plan: GasWellPlan, history: WellHistory, timeline: Timeline, seed: int
    ) -> None:
        self.plan = plan
        self._history = history
        self._timeline = timeline
        self._chance = stream(seed, "gas pad", plan.well_name)
        self.sales = Counter(float(self._chance.randint(100_000, 900_000)), COUNTER_UNIT)

    def advance(self, index: int) -> float:
        """Let one step pass; return what was sold [mcf]."""
        sold = self._history.flows[index].gas_mcf
        self.sales.add(sold)
        return sold

    def signals(self, index: int) -> dict[str, DeviceSignal]:
        """Return what the flow computer shows at an instant."""
        stem, runs = self.plan.tag_stem, self._history.runs[index]
        rate = self._history.flows[index].gas_mcf / self._timeline.step_h * 24
        chance = self._chance
        tubing = self.plan.tubing_psig if runs else self.plan.tubing_psig * 1.35
        shown = {
            f"{stem}.gas.total": self.sales.shown,
            f"{stem}.gas.rate": round(rate, 1),
            f"{stem}.gas.pressure": round(self.plan.line_psig + chance.gauss(0, 1.5), 1),
            f"{stem}.gas.temperature": round(_FLOWING_DEGF + chance.gauss(0, 0.8), 1),
            f"{stem}.tubing.pressure": round(tubing + chance.gauss(0, 3.0), 1),
            f"{stem}.run": 1.0 if runs else 0.0,
        }
        return {name: DeviceSignal(value) for name, value in shown.items()}
