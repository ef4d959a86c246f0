"""What a test of the orchestration leaves behind: the signals as they were."""

import signal
from collections.abc import Iterator

import pytest

from tests.fixtures.postgres import Server


@pytest.fixture(autouse=True)
def termination_as_before(server: Server) -> Iterator[None]:
    """Undo what Dagster does to a process: SIGTERM does what SIGINT does, be that nothing.

    The server's own handler is in place before, so that it is what comes back.
    """
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)
