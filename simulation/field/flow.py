"""What wells make in each step: a decline, a slow wander, and nothing while they stand."""

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

from simulation.field.chance import stream
from simulation.field.downtime import running_steps
from simulation.field.plans import GasWellPlan, WellPlan
from simulation.field.timeline import Timeline

_HOURS_PER_YEAR = 8766.0
_WANDER = 0.03
_MEMORY = 0.97


class StepFlow(NamedTuple):
    """Volumes of one step: oil net standard [bbl], gas at base conditions [mcf], water [bbl]."""

    oil_bbl: float
    gas_mcf: float
    water_bbl: float


class WellHistory(NamedTuple):
    """One well over the timeline; `flows[i]` leaves in the step after instant i."""

    runs: Sequence[bool]
    flows: Sequence[StepFlow]


def oil_well_history(plan: WellPlan, timeline: Timeline, seed: int) -> WellHistory:
    """Return what an oil well does over the timeline."""
    runs = running_steps(timeline, seed, plan.well_name)
    rates = _wandering(plan.oil_bbl_per_day, plan.decline_per_year, timeline, seed, plan.well_name)
    flows = []
    for rate, is_running in zip(rates, runs, strict=True):
        oil = rate * timeline.step_h / 24 if is_running else 0.0
        flows.append(StepFlow(oil, oil * plan.gas_mcf_per_bbl, oil * plan.water_bbl_per_bbl))
    return WellHistory(runs, flows)


def gas_well_history(plan: GasWellPlan, timeline: Timeline, seed: int) -> WellHistory:
    """Return what a gas well does over the timeline."""
    runs = running_steps(timeline, seed, plan.well_name)
    rates = _wandering(plan.gas_mcf_per_day, plan.decline_per_year, timeline, seed, plan.well_name)
    flows = [
        StepFlow(0.0, rate * timeline.step_h / 24 if is_running else 0.0, 0.0)
        for rate, is_running in zip(rates, runs, strict=True)
    ]
    return WellHistory(runs, flows)


def _wandering(
    rate_per_day: float, decline_per_year: float, timeline: Timeline, seed: int, name: str
) -> Sequence[float]:
    chance = stream(seed, "flow", name)
    wander = 0.0
    rates = []
    for index in range(timeline.n_instants):
        wander = _MEMORY * wander + chance.gauss(0.0, _WANDER * (1 - _MEMORY**2) ** 0.5)
        decline = exp(-decline_per_year * index * timeline.step_h / _HOURS_PER_YEAR)
        rates.append(rate_per_day * decline * max(0.2, 1 + wander))
    return rates
