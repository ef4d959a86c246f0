"""Two bindings of a tag say the same where all but their span of time is equal."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from domain.tag import TagBinding

BINDING = TagBinding(
    id=UUID(int=1), tag_id=UUID(int=2), role="oil", meter_id=UUID(int=3), tank_id=None,
    completion_id=None, scale=Decimal(1), register="40001",
    effective_from=datetime(2026, 3, 1, tzinfo=UTC), effective_to=None,
)  # fmt: skip


def test_binding__is_of_the_same_whenever_it_holds() -> None:
    later = replace(
        BINDING, id=UUID(int=9), effective_from=datetime(2026, 4, 1, tzinfo=UTC),
        effective_to=datetime(2026, 5, 1, tzinfo=UTC),
    )  # fmt: skip
    assert later.is_of_the_same(BINDING)


@pytest.mark.parametrize(
    "change",
    [
        {"role": "gas"}, {"meter_id": UUID(int=4)}, {"tank_id": UUID(int=4)},
        {"completion_id": UUID(int=4)}, {"scale": Decimal("0.1")}, {"register": "40003"},
    ],
)  # fmt: skip
def test_binding__of_another_point_role_scale_or_register_is_another(
    change: dict[str, object],
) -> None:
    assert not replace(BINDING, **change).is_of_the_same(BINDING)
