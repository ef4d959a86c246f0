"""When a well stands: spans of steps, drawn from its own stream."""

from collections.abc import Sequence
from random import Random

from simulation.field.chance import stream
from simulation.field.timeline import Timeline

_MEAN_DAYS_BETWEEN = 11.0
_MEDIAN_H = 5.0
_SPREAD = 0.9
_LONGEST_H = 70.0


def running_steps(timeline: Timeline, seed: int, well_name: str) -> Sequence[bool]:
    """Return for every instant whether the well runs in the step that begins there."""
    chance = stream(seed, "downtime", well_name)
    runs = [True] * timeline.n_instants
    at = _gap(chance, timeline)
    while at < timeline.n_instants:
        hours = min(_LONGEST_H, chance.lognormvariate(0.0, _SPREAD) * _MEDIAN_H)
        length = max(1, round(hours / timeline.step_h))
        runs[at : at + length] = [False] * len(runs[at : at + length])
        at += length + _gap(chance, timeline)
    return runs


def _gap(chance: Random, timeline: Timeline) -> int:
    days = chance.expovariate(1 / _MEAN_DAYS_BETWEEN)
    return max(1, round(days * 24 / timeline.step_h))
