"""How warm the oil is: it follows the day, late and damped, and the passing fronts."""

from collections.abc import Sequence
from math import pi, sin

from simulation.field.chance import stream
from simulation.field.timeline import Timeline

_MEAN_DEGF = 71.0
_DAILY_DEGF = 6.5
_FRONT_DEGF = 5.0
_FRONT_DAYS = 8.5
_WARMEST_HOUR = 18.0


def tank_temperatures_degf(timeline: Timeline, seed: int, place: str) -> Sequence[float]:
    """Return the temperature of the stored oil at every instant [degF]."""
    chance = stream(seed, "weather", place)
    phase = chance.uniform(0, 2 * pi)
    mean = _MEAN_DEGF + chance.uniform(-1.5, 1.5)
    temperatures = []
    for index, local in enumerate(timeline.local):
        hour = local.hour + local.minute / 60
        day = 2 * pi * (hour - _WARMEST_HOUR + 6) / 24
        front = 2 * pi * index * timeline.step_h / (24 * _FRONT_DAYS) + phase
        temperatures.append(mean + _DAILY_DEGF * sin(day) + _FRONT_DEGF * sin(front))
    return temperatures
