"""`wellflow up` for real: what answers, what it refuses, and that nothing stays behind."""

import json
import signal
import socket
from pathlib import Path
from urllib.error import URLError

import pytest

from storage.server.embedded import EmbeddedServer
from tests.fixtures.up import command, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ASSETS = """{ assetNodes {
    assetKey { path } description groupName owners { ... on TeamAssetOwner { team } }
    dependencyKeys { path }
} }"""
LOCATIONS = """{ workspaceOrError { ... on Workspace { locationEntries {
    name loadStatus locationOrLoadError { ... on RepositoryLocation { repositories {
        schedules { name scheduleState { status } } sensors { name sensorState { status } }
    } } }
} } } }"""
DAEMONS = "{ instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }"


def test_up__serves_the_books_and_leaves_nothing_behind(up_folder: Path) -> None:
    with running(up_folder, "--port", str(free_port())) as up:
        assert up.health() == {"database": "ok", "flavour": "plain"}

        nodes = {node["assetKey"]["path"][0]: node for node in up.graphql(ASSETS)["assetNodes"]}
        assert len(nodes) == 12
        measured = nodes["measured_day"]
        assert measured["description"].startswith("What each meter, tank")
        assert measured["owners"] == [{"team": "production"}]
        assert {"path": ["reading"]} in measured["dependencyKeys"]

        (location,) = up.graphql(LOCATIONS)["workspaceOrError"]["locationEntries"]
        assert (location["name"], location["loadStatus"]) == ("wellflow", "LOADED")
        (repository,) = location["locationOrLoadError"]["repositories"]
        states = {each["name"]: each["scheduleState"]["status"] for each in repository["schedules"]}
        assert states == {
            "daily_rollup": "RUNNING", "month_draft": "RUNNING", "production_close": "RUNNING",
            "production_close_proposal": "RUNNING", "trail_anchor": "RUNNING",
        }  # fmt: skip

        refused = command(up_folder, "up", "--json")
        assert refused.returncode == 1
        assert "runs here already" in json.loads(refused.stdout)["error"]

        assert len(up.descendants()) == 5  # itself, health, code, webserver, daemon
        assert up.stop(signal.SIGTERM) == 0
        assert up.descendants() == []
        assert not EmbeddedServer(up_folder).is_running()
        with pytest.raises(URLError):
            up.health()


def test_up__stops_by_itself_and_wellflow_down_finds_nothing(up_folder: Path) -> None:
    with running(up_folder, "--for-s", "0") as up:
        assert up.process.wait(timeout=120) == 0
        assert up.descendants() == []
    done = command(up_folder, "down", "--json")
    assert json.loads(done.stdout) == {str(up_folder): [], str(up_folder / "demo"): []}


def test_down__stops_what_is_up_and_removes_its_database(tmp_path: Path) -> None:
    with running(tmp_path) as up:
        done = command(tmp_path, "down", "--remove", "--json")
        steps = json.loads(done.stdout)[str(tmp_path)]
        assert steps == [
            f"stopped `wellflow up` (process {up.process.pid})",
            "removed the database",
        ]
        assert up.process.wait(timeout=30) == 0
        assert up.descendants() == []
    assert not (tmp_path / "embedded").exists()


def test_up__taken_port_is_refused_before_anything_starts(up_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = command(up_folder, "up", "--json", "--port", port)
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["error"].startswith(f"127.0.0.1: port {port} is taken")
    assert not EmbeddedServer(up_folder).is_running()


def test_up__without_a_demo_says_how_to_run_one(up_folder: Path) -> None:
    refused = command(up_folder, "up", "--demo", "--json")
    assert refused.returncode == 1
    assert "make demo" in json.loads(refused.stdout)["error"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
