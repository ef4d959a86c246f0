"""What measures: the points that tags are bound to, named so that each is known."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from domain.field.binding import Binding
from domain.field.equipment import Completion, Tank
from domain.field.point import measuring_field

A, B, C, NORTH, SOUTH = (UUID(int=number) for number in range(1, 6))
BOUND_TO_A = Binding(
    tag_id=UUID(int=9), tag_name="level", kind="level", unit="in", rollover_at=None, deadband=0.0,
    max_rate_per_hour=None, hold_max_s=7200, role="oil_level", meter_id=None, tank_id=A,
    completion_id=None, scale=Decimal(1), effective_from=datetime(2026, 1, 1, tzinfo=UTC),
    effective_to=None,
)  # fmt: skip
BINDINGS = [
    BOUND_TO_A,
    replace(BOUND_TO_A, tank_id=B),
    replace(BOUND_TO_A, tank_id=None, completion_id=C),
]
PLACES = {A: "NORTH", B: "SOUTH", C: "SMITH 1"}


def tank(tank_id: UUID, name: str, facility: UUID) -> Tank:
    return Tank(tank_id, name, facility, "oil", Decimal(240), Decimal(40), Decimal(0))


def names(second: str, bindings: list[Binding] = BINDINGS) -> list[str]:
    tanks = [tank(A, "TK-1", NORTH), tank(B, second, SOUTH)]
    completions = [Completion(C, "TK-1", "oil")]
    return [
        point.name for point in measuring_field([], tanks, completions, bindings, PLACES).points
    ]


def test_points__of_one_name_are_named_with_their_battery() -> None:
    assert names("TK-1") == ["NORTH/TK-1", "SOUTH/TK-1", "TK-1"]


def test_point__alone_of_its_name_is_called_by_it() -> None:
    assert names("TK-2") == ["TK-1", "TK-2", "TK-1"]


@pytest.mark.parametrize(("bound", "expected"), [([BOUND_TO_A], ["NORTH/TK-1"]), ([], [])])
def test_points__are_those_that_a_tag_is_bound_to(
    bound: list[Binding], expected: list[str]
) -> None:
    assert names("TK-1", bound) == expected
