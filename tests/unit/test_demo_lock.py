"""One demo at a time, and none beside `wellflow up` on the same folder."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import wellflow
from domain.errors import ConfigError
from installation import up_lock


@pytest.mark.parametrize("field", ["texas", "volve"])
@pytest.mark.parametrize("what", ["`wellflow up`", "a demo"])
def test_demo__beside_another_is_refused_before_anything_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str, what: str
) -> None:
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path))
    monkeypatch.setattr("installation.processes.stop_on_termination", lambda: None)
    kept = tmp_path / "demo" / "papers" / "master.toml"
    kept.parent.mkdir(parents=True)
    kept.touch()
    expected = f"{re.escape(what)} \\(process {os.getpid()}\\) runs here already.*`wellflow down`"
    with up_lock.held(tmp_path / "demo", what), pytest.raises(ConfigError, match=expected):
        CliRunner().invoke(
            wellflow, ["demo", "--field", field, "--data", str(tmp_path)], catch_exceptions=False
        )
    assert kept.exists()
    assert not (tmp_path / "demo" / "embedded").exists()
