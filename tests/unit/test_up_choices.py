"""What `wellflow up` decides before anything starts."""

import fcntl
import os
import socket
import threading
from pathlib import Path

import pytest

from domain.errors import ConfigError
from installation import up_lock
from installation.ports import HOST, listener, port_of
from installation.up import run_store_url, shown_folder, site_files
from storage.schema.flavour import is_recent_timescaledb
from storage.server import credentials as kept
from storage.server.credentials import Credentials
from storage.server.store import Store

CREDENTIALS = Credentials("db.example", 5432, "wellflow", "wellflow", {"owner": "secret"})
SITE = """[collector]
name = "bb-field"
organization = "brazos-bend"

[[device]]
name = "rtu"
protocol = "modbus"
host = "127.0.0.1"
port = 1
[[device.tag]]
name = "casing"
table = "holding"
address = 0
type = "uint16"
kind = "pressure"
unit = "psig"
"""


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
    with listener(None) as taken:
        usual = port_of(taken)
        with listener(None, usual) as other:
            assert port_of(other) != usual
        with pytest.raises(ConfigError, match=f"port {usual} is taken"):
            listener(usual)
    with listener(None, usual) as again:
        assert port_of(again) == usual


@pytest.mark.parametrize("port", [-1, 70_000])
def test_port__that_is_none_is_refused_plainly(port: int) -> None:
    with pytest.raises(ConfigError, match=f"port {port} is taken or not to be had"):
        listener(port)


def test_port__is_ours_from_the_moment_it_is_chosen() -> None:
    """Two that start at the same time never get the same one."""
    with listener(None) as ours, socket.socket() as rival:
        rival.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            rival.bind((HOST, port_of(ours)))


def test_sites__a_broken_file_and_a_twin_keep_nothing_from_starting(tmp_path: Path) -> None:
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "broken.toml").write_text("[collector")
    for name in ("one", "two"):
        (sites / f"{name}.toml").write_text(SITE)
    assert {name: path.stem for name, path in site_files(tmp_path).items()} == {
        "collector-broken": "broken",
        "collector-brazos-bend-bb-field": "one",
        "collector-brazos-bend-bb-field-two": "two",
    }


def test_lock__one_holder_a_folder(tmp_path: Path) -> None:
    assert up_lock.holder(tmp_path) is None
    with up_lock.held(tmp_path, "a demo"):
        assert up_lock.holder(tmp_path) == (os.getpid(), "a demo")
        with (
            pytest.raises(
                ConfigError, match=rf"a demo \(process {os.getpid()}\) runs here already"
            ),
            up_lock.held(tmp_path),
        ):
            pass
    assert up_lock.holder(tmp_path) is None
    assert up_lock.end_holder(tmp_path) is None


def test_lock__second_one_asked_at_once_waits_until_the_first_says_who_it_is(
    tmp_path: Path,
) -> None:
    path = tmp_path / up_lock.FILE_NAME
    path.touch()
    with path.open("r+b") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        writer = threading.Timer(0.3, lambda: os.write(first.fileno(), b"4711 a demo\n"))
        writer.start()
        with pytest.raises(ConfigError, match="process 4711"), up_lock.held(tmp_path):
            pass
        writer.join()


@pytest.mark.parametrize("folder", ["a file/state", "a file"])
def test_lock__folder_that_cannot_be_written_is_said_plainly(tmp_path: Path, folder: str) -> None:
    (tmp_path / "a file").touch()
    with (
        pytest.raises(ConfigError, match=r"state folder cannot be written.*WELLFLOW_STATE_DIR"),
        up_lock.held(tmp_path / folder),
    ):
        pass
