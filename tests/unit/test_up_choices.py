"""What `wellflow up` decides before anything starts."""

import socket
from pathlib import Path

import pytest

from domain.errors import ConfigError
from pipelines import up_lock
from pipelines.ports import chosen_port
from pipelines.up import run_store_url, shown_folder
from storage import credentials as kept
from storage.credentials import Credentials
from storage.flavour import is_recent_timescaledb
from storage.store import Store

CREDENTIALS = Credentials("db.example", 5432, "wellflow", "wellflow", {"owner": "secret"})


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WELLFLOW_STATE_DIR", str(tmp_path))
    monkeypatch.delenv("WELLFLOW_DATABASE_URL", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("version", "is_recent"),
    [
        ("2.29.1", True), ("2.29.2", True), ("2.30.0-dev", True), ("3.0.0", True),
        ("2.29.0", False), ("2.9.9", False), ("2.23.1", False),
    ],
)  # fmt: skip
def test_timescaledb__floor_is_2_29_1(version: str, is_recent: bool) -> None:
    assert is_recent_timescaledb(version) is is_recent


def test_folder__own_one_without_any_demo(state: Path) -> None:
    assert shown_folder(demo=False) == state


def test_folder__demo_until_there_is_a_database_of_ones_own(state: Path) -> None:
    kept.save(CREDENTIALS, state / "demo")
    assert shown_folder(demo=False) == state / "demo"
    kept.save(CREDENTIALS, state)
    assert shown_folder(demo=False) == state
    assert shown_folder(demo=True) == state / "demo"


def test_folder__own_one_when_a_server_is_named(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.save(CREDENTIALS, state / "demo")
    monkeypatch.setenv("WELLFLOW_DATABASE_URL", "postgresql://db.example/wellflow")
    assert shown_folder(demo=False) == state


def test_run_store__on_a_server_of_ones_own_needs_an_administrator_once(state: Path) -> None:
    with pytest.raises(ConfigError, match="wellflow up --admin DSN"):
        run_store_url(Store(CREDENTIALS, state, admin_dsn=None))


def test_port__usual_one_when_free_and_another_when_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        usual = taken.getsockname()[1]
        assert chosen_port(None, usual) != usual
        with pytest.raises(ConfigError, match=f"port {usual} is taken"):
            chosen_port(usual)
    assert chosen_port(None, usual) == usual


def test_lock__one_holder_a_folder(tmp_path: Path) -> None:
    assert up_lock.holder(tmp_path) is None
    with (
        up_lock.held(tmp_path),
        pytest.raises(ConfigError, match="runs already"),
        up_lock.held(tmp_path),
    ):
        pass
    assert up_lock.holder(tmp_path) is None
    assert up_lock.end_holder(tmp_path) is None
