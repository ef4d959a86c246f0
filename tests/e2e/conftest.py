"""State folders of the end-to-end tests; the embedded server's own folder goes with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.server.embedded import EmbeddedServer


@pytest.fixture
def demo_state(tmp_path: Path) -> Iterator[Path]:
    """Give an empty state folder and leave nothing of it behind."""
    yield tmp_path
    for folder in (tmp_path, tmp_path / "demo"):
        EmbeddedServer(folder).remove()
