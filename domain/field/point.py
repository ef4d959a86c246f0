"""Measuring points of one organization and the tags that tell about them, dated."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from domain.field.binding import Binding
from domain.field.equipment import Completion, Meter, Tank

PointKind = Literal["meter", "tank", "completion"]


@dataclass(frozen=True, slots=True)
class Point:
    """One meter, tank or completion with the bindings in force in a window.

    `name` is its own, or that of what it stands under before it where another has the same:
    ``BATT-A/TK-1``.
    """

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
    places: Mapping[UUID, str],
) -> MeasuringField:
    """Return what measures: every meter, tank and completion that a tag is bound to, in order.

    `places` says under which facility or well each stands, if under any.
    """
    bound: defaultdict[UUID, list[Binding]] = defaultdict(list)
    for binding in bindings:
        bound[binding.point_id].append(binding)
    meter_of = {meter.id: meter for meter in meters}
    tank_of = {tank.id: tank for tank in tanks}
    named: list[tuple[PointKind, UUID, str]] = [
        *(("meter", i, meter.meter_name) for i, meter in meter_of.items()),
        *(("tank", i, tank.tank_name) for i, tank in tank_of.items()),
        *(("completion", each.id, each.completion_name) for each in completions),
    ]
    n_called = Counter((kind, name) for kind, _, name in named)
    points = tuple(
        Point(kind, i, _told_apart(name, places.get(i), n_called[kind, name]), tuple(bound[i]))
        for kind, i, name in named
        if bound[i]
    )
    return MeasuringField(meter_of, tank_of, points)


def _told_apart(name: str, place: str | None, n_called: int) -> str:
    return name if n_called == 1 or place is None else f"{place}/{name}"
