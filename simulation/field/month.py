"""One operator's field run over a timeline: samples per device, tickets, and the truth."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from simulation.device_sample import DeviceSample, DeviceSignal
from simulation.field.battery import VirtualBattery
from simulation.field.flow import StepFlow, WellHistory, gas_well_history, oil_well_history
from simulation.field.gas_pad import GasPad
from simulation.field.haulage import HaulerTicket
from simulation.field.lact import LactUnit
from simulation.field.plans import OrganizationPlan
from simulation.field.timeline import Timeline
from simulation.field.truth import FieldTruth
from simulation.field.well_head import WellHead

WELLS_DEVICE: Final = "well-heads"


@dataclass(frozen=True)
class FieldRun:
    """What came of it; meters hold what their counters said at the month's start and end."""

    plan: OrganizationPlan
    timeline: Timeline
    seed: int
    samples: Mapping[str, Sequence[DeviceSample]]
    histories: Mapping[str, WellHistory]
    tickets: Mapping[str, Sequence[HaulerTicket]]
    metered: Mapping[str, float]
    truth: FieldTruth


def battery_device(stem: str) -> str:
    """Return the name of a battery's device."""
    return f"{stem}-rtu"


def run_field(plan: OrganizationPlan, timeline: Timeline, seed: int) -> FieldRun:
    """Run one operator's field from the first to the last instant.

    Parameters
    ----------
    plan : OrganizationPlan
        Wells, batteries and what is wrong with them.
    timeline : Timeline
        Instants, and the span that the books count.
    seed : int
        The same seed gives the same field.

    Returns
    -------
    FieldRun
        Samples by device name, run tickets by battery, meters' month volumes by tag name.
    """
    return _Runner(plan, timeline, seed).run()


class _Runner:
    def __init__(self, plan: OrganizationPlan, timeline: Timeline, seed: int) -> None:
        self.plan = plan
        self.timeline = timeline
        self.seed = seed
        self.truth = FieldTruth()
        self.samples: defaultdict[str, list[DeviceSample]] = defaultdict(list)
        self.histories = {
            **{well.well_name: oil_well_history(well, timeline, seed) for well in plan.wells},
            **{well.well_name: gas_well_history(well, timeline, seed) for well in plan.gas_wells},
        }
        self.batteries = [VirtualBattery(battery, timeline, seed) for battery in plan.batteries]
        self.heads = [
            WellHead(
                well, self.histories[well.well_name], timeline, seed,
                is_sick=well.well_name == plan.sick_well,
            )
            for well in plan.wells
        ]  # fmt: skip
        self.pads = [
            GasPad(well, self.histories[well.well_name], timeline, seed) for well in plan.gas_wells
        ]
        self._at_start: dict[str, float] = {}

    def run(self) -> FieldRun:
        metered: dict[str, float] = {}
        for index in range(self.timeline.n_instants):
            if index == self.timeline.from_index:
                self._open()
            if index == self.timeline.to_index:
                metered = self._close()
            self._sample(index)
            self._advance(index)
        tickets = {battery.plan.facility_code: battery.tickets for battery in self.batteries}
        return FieldRun(
            plan=self.plan,
            timeline=self.timeline,
            seed=self.seed,
            samples=dict(self.samples),
            histories=self.histories,
            tickets=tickets,
            metered=metered,
            truth=self.truth,
        )

    def _sample(self, index: int) -> None:
        instant = self.timeline.instants[index]
        for battery in self.batteries:
            name = battery_device(battery.plan.stem)
            self.samples[name].append(DeviceSample(instant, battery.signals(index)))
        shown: dict[str, DeviceSignal] = {}
        for head in self.heads:
            shown.update(head.signals(index))
        self.samples[WELLS_DEVICE].append(DeviceSample(instant, shown))
        for pad in self.pads:
            self.samples[pad.plan.tag_stem].append(DeviceSample(instant, pad.signals(index)))

    def _advance(self, index: int) -> None:
        counts = self.timeline.from_index <= index < self.timeline.to_index
        for battery in self.batteries:
            flow = self._inflow(battery.plan.facility_code, index)
            before = battery.stock_bbl
            step = battery.advance(index, flow)
            if counts:
                code = battery.plan.facility_code
                self.truth.batteries[code].add(step)
                key = (self.timeline.day_of(index), code)
                if key not in self.truth.days:
                    self.truth.days[key].opening_bbl = before
                self.truth.days[key].add(step)
                self.truth.days[key].closing_bbl = battery.stock_bbl
        for pad in self.pads:
            pad.advance(index)
        if counts:
            self._count_wells(index)

    def _inflow(self, facility_code: str, index: int) -> StepFlow:
        flows = [
            self.histories[well.well_name].flows[index]
            for well in self.plan.wells_of(facility_code)
        ]
        return StepFlow(
            sum(flow.oil_bbl for flow in flows),
            sum(flow.gas_mcf for flow in flows),
            sum(flow.water_bbl for flow in flows),
        )

    def _count_wells(self, index: int) -> None:
        for name, history in self.histories.items():
            hours = self.timeline.step_h if history.runs[index] else 0.0
            self.truth.wells[name].add(history.flows[index], hours)

    def _open(self) -> None:
        for battery in self.batteries:
            self.truth.batteries[battery.plan.facility_code].opening_bbl = battery.stock_bbl
        self._at_start = self._totals()

    def _close(self) -> dict[str, float]:
        for battery in self.batteries:
            self.truth.batteries[battery.plan.facility_code].closing_bbl = battery.stock_bbl
        return {tag: total - self._at_start[tag] for tag, total in self._totals().items()}

    def _totals(self) -> dict[str, float]:
        totals: dict[str, float] = {}
        for battery in self.batteries:
            stem = battery.plan.stem
            totals[f"{stem}.gas.sales"] = battery.gas.sales.total
            totals[f"{stem}.gas.fuel"] = battery.gas.fuel.total
            totals[f"{stem}.gas.flare"] = battery.gas.flare.total
            totals[f"{stem}.water.total"] = battery.water.total
            if isinstance(battery.lact, LactUnit):
                totals[f"{stem}.lact.total"] = battery.lact.counter.total
        for pad in self.pads:
            totals[f"{pad.plan.tag_stem}.gas.total"] = pad.sales.total
        return totals
