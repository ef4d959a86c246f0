"""Measuring points of one organization and the tags that tell about them, dated."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.field.binding import Binding
from domain.field.equipment import Completion, Meter, Tank
from storage.connections import Connection
from storage.rows import measurement

PointKind = Literal["meter", "tank", "completion"]


@dataclass(frozen=True, slots=True)
class Point:
    """One meter, tank or completion with the bindings in force in a window."""

    kind: PointKind
    id: UUID
    name: str
    bindings: tuple[Binding, ...]

    @property
    def tag_ids(self) -> tuple[UUID, ...]:
        """Every tag bound to the point, once each."""
        return tuple(dict.fromkeys(binding.tag_id for binding in self.bindings))

    def of_role(self, *roles: str) -> tuple[Binding, ...]:
        """Return the bindings that tell about any of the roles, oldest first."""
        return tuple(binding for binding in self.bindings if binding.role in roles)


@dataclass(frozen=True, slots=True)
class MeasuringField:
    """Everything that measures in one organization, over one window."""

    meters: dict[UUID, Meter]
    tanks: dict[UUID, Tank]
    completions: dict[UUID, Completion]
    points: tuple[Point, ...]

    def name_of(self, point_id: UUID) -> str:
        """Return the name people know a point by."""
        if point_id in self.meters:
            return self.meters[point_id].meter_name
        if point_id in self.tanks:
            return self.tanks[point_id].tank_name
        return self.completions[point_id].completion_name


def measuring_field(conn: Connection, from_at: datetime, to_at: datetime) -> MeasuringField:
    """Return the tenant's meters, tanks and completions with the bindings of a window."""
    bound: defaultdict[UUID, list[Binding]] = defaultdict(list)
    for binding in measurement.bindings(conn, from_at, to_at):
        bound[binding.point_id].append(binding)
    meters = {meter.id: meter for meter in measurement.meters(conn)}
    tanks = {tank.id: tank for tank in measurement.tanks(conn)}
    completions = {each.id: each for each in measurement.completions(conn)}
    points = [
        *(Point("meter", i, m.meter_name, tuple(bound[i])) for i, m in meters.items()),
        *(Point("tank", i, t.tank_name, tuple(bound[i])) for i, t in tanks.items()),
        *(Point("completion", i, c.completion_name, tuple(bound[i]))
          for i, c in completions.items()),
    ]  # fmt: skip
    return MeasuringField(meters, tanks, completions, tuple(p for p in points if p.bindings))
