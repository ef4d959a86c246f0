"""Measuring points of one organization and the tags that tell about them, dated."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from domain.field.binding import Binding
from domain.field.equipment import Completion, Meter, Tank

PointKind = Literal["meter", "tank", "completion"]


@dataclass(frozen=True, slots=True)
class Point:
    """One meter, tank or completion with the bindings in force in a window."""

    kind: PointKind
    id: UUID
    name: str
    bindings: tuple[Binding, ...]

    def of_role(self, *roles: str) -> tuple[Binding, ...]:
        """Return the bindings that tell about any of the roles, oldest first."""
        return tuple(binding for binding in self.bindings if binding.role in roles)


@dataclass(frozen=True, slots=True)
class MeasuringField:
    """Everything that measures in one organization, over one window."""

    meters: dict[UUID, Meter]
    tanks: dict[UUID, Tank]
    points: tuple[Point, ...]


def measuring_field(
    meters: Iterable[Meter],
    tanks: Iterable[Tank],
    completions: Iterable[Completion],
    bindings: Iterable[Binding],
) -> MeasuringField:
    """Return what measures: every meter, tank and completion that a tag is bound to, in order."""
    bound: defaultdict[UUID, list[Binding]] = defaultdict(list)
    for binding in bindings:
        bound[binding.point_id].append(binding)
    meter_of = {meter.id: meter for meter in meters}
    tank_of = {tank.id: tank for tank in tanks}
    points = [
        *(Point("meter", i, m.meter_name, tuple(bound[i])) for i, m in meter_of.items()),
        *(Point("tank", i, t.tank_name, tuple(bound[i])) for i, t in tank_of.items()),
        *(Point("completion", c.id, c.completion_name, tuple(bound[c.id])) for c in completions),
    ]
    return MeasuringField(meter_of, tank_of, tuple(p for p in points if p.bindings))
