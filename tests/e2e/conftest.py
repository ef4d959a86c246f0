"""State folders of the end-to-end tests; the embedded server's own folder goes with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.up import demo_folder


@pytest.fixture
def demo_state(tmp_path: Path) -> Iterator[Path]:
    """Give an empty state folder and leave nothing of it behind."""
    with demo_folder(tmp_path) as folder:
        yield folder
