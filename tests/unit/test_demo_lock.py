"""One demo at a time, and none beside `wellflow up` on the same folder."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import wellflow
from demo.folder import DemoFolder
from demo.lock import only_demo
from domain.errors import ConfigError
from pipelines import up_lock


def test_only_demo__second_one_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "demo")
    with (
        only_demo(folder),
        pytest.raises(ConfigError, match=f"another demo runs here, as process {os.getpid()}"),
        only_demo(folder),
    ):
        pass
    with only_demo(folder):
        pass


def test_only_demo__other_folders_do_not_matter(tmp_path: Path) -> None:
    with only_demo(DemoFolder(tmp_path / "one")), only_demo(DemoFolder(tmp_path / "two")):
        pass


@pytest.mark.parametrize("field", ["texas", "volve"])
def test_demo__beside_up_is_refused_before_anything_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path))
    monkeypatch.setattr("pipelines.processes.stop_on_termination", lambda: None)
    kept = tmp_path / "demo" / "papers" / "master.toml"
    kept.parent.mkdir(parents=True)
    kept.touch()
    with (
        up_lock.held(tmp_path / "demo"),
        pytest.raises(ConfigError, match=f"process {os.getpid()}.*`wellflow down`"),
    ):
        CliRunner().invoke(
            wellflow, ["demo", "--field", field, "--data", str(tmp_path)], catch_exceptions=False
        )
    assert kept.exists()
    assert not (tmp_path / "demo" / "embedded").exists()
