"""Thousands of attempts of two tenants to reach each other, against a model of what each owns."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from storage.server.credentials import Credentials
from tests.fixtures.postgres import Server
from tests.fixtures.rival_tenants import Arena
from tests.fixtures.rivals import LOOKS
from tests.fixtures.rivals_at_boxes import RivalsAtBoxes
from tests.fixtures.rivals_at_rows import RivalsAtRows
from tests.fixtures.rivals_at_sessions import RivalsAtSessions

pytestmark = [
    pytest.mark.own_database, pytest.mark.figures, pytest.mark.slow, pytest.mark.timeout(600),
]  # fmt: skip

LEAST_OPERATIONS = 10_000
LEAST_OF_EACH = 5


class Rivalry(RivalsAtRows, RivalsAtSessions, RivalsAtBoxes):
    """Every kind of attempt, in any order."""


@pytest.fixture
def arena(server: Server, database: Credentials) -> Iterator[Arena]:
    made = Arena(server.admin_dsn, database)
    yield made
    made.close()


def test_tenants__never_reach_each_other(arena: Arena, rounds: Callable[[int], int]) -> None:
    machine = type("BoundRivalry", (Rivalry,), {"arena": arena})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=rounds(45), stateful_step_count=40, deadline=None, derandomize=True,
            database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    tried = {what: n for what, n in arena.done.items() if what not in LOOKS}
    assert sum(tried.values()) >= LEAST_OPERATIONS, tried
    assert {what: n for what, n in tried.items() if n < LEAST_OF_EACH} == {}
