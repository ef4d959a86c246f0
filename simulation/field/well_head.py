"""What the instruments on an oil well show: run status always, pressures on the hour."""

from datetime import datetime, timedelta
from typing import Final

from domain.measurement.quality import Quality
from simulation.device_sample import DeviceSignal
from simulation.field.chance import stream
from simulation.field.flow import WellHistory
from simulation.field.plans import WellPlan
from simulation.field.timeline import Timeline

_SICK_AFTER: Final = timedelta(days=11, hours=5)
_SICK_FOR: Final = timedelta(days=3)
_SHUT_IN_RISE: Final = 1.8


class WellHead:
    """One oil well's instruments; a sick one has a pressure sensor that fails for three days."""

    def __init__(
        self, plan: WellPlan, history: WellHistory, timeline: Timeline, seed: int,
        *, is_sick: bool,
    ) -> None:  # fmt: skip
        self.plan = plan
        self._history = history
        self._timeline = timeline
        self._chance = stream(seed, "well head", plan.well_name)
        self._is_sick = is_sick

    def signals(self, index: int) -> dict[str, DeviceSignal]:
        """Return what is new at an instant."""
        stem, runs = self.plan.tag_stem, self._history.runs[index]
        shown = {f"{stem}.run": DeviceSignal(1.0 if runs else 0.0)}
        instant = self._timeline.instants[index]
        if instant.minute == 0:
            shown[f"{stem}.tubing.pressure"] = self._tubing(instant, is_running=runs)
            casing = self.plan.casing_psig + self._chance.gauss(0, 1.2)
            shown[f"{stem}.casing.pressure"] = DeviceSignal(round(casing, 1))
        return shown

    def _tubing(self, instant: datetime, *, is_running: bool) -> DeviceSignal:
        psig = self.plan.tubing_psig * (1.0 if is_running else _SHUT_IN_RISE)
        noisy = round(psig + self._chance.gauss(0, 2.5), 1)
        age = instant - self._timeline.first
        if self._is_sick and _SICK_AFTER <= age < _SICK_AFTER + _SICK_FOR:
            return DeviceSignal(None, Quality.BAD_SENSOR_FAILURE)
        return DeviceSignal(noisy)
