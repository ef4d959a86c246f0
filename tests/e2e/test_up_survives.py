"""`wellflow up` under attack: what is killed comes back, and a bad site holds nothing up."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from storage.server.embedded import EmbeddedServer, cluster
from storage.server.embedded.account import unprivileged
from tests.fixtures.up import Up, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PATIENCE_S = 120


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait, for as long as a machine under load may need."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def processes(up: Up) -> dict[str, int]:
    """The children by the module they run."""
    found = {}
    for pid in up.descendants():
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        if "-m" in command and pid != up.process.pid:
            found[command[command.index("-m") + 1]] = pid
    return found


def is_healthy(up: Up) -> bool:
    try:
        return up.health()["database"] == "ok"
    except (HTTPError, URLError, ConnectionError):
        return False


def asks(up: Up) -> bool:
    """Whether the pages know the code again."""
    query = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }"
    try:
        return bool(up.graphql(query)["repositoriesOrError"].get("nodes"))
    except (AssertionError, HTTPError, URLError, ConnectionError):
        return False


def postmaster(state_dir: Path) -> int:
    holder = cluster.locate(state_dir, unprivileged()).holder()
    assert holder is not None
    return holder.pid


def test_up__with_a_bad_site_and_everything_killed_goes_on(up_folder: Path) -> None:
    sites = up_folder / "sites"
    sites.mkdir()
    (sites / "broken.toml").write_text("[collector")
    with running(up_folder) as up:
        assert up.addresses["collectors"] == ["collector-broken"]
        before = processes(up)
        database = postmaster(up_folder)
        for module in (
            "api.health", "pipelines.webserver", "dagster._daemon", "pipelines.code_server",
        ):  # fmt: skip
            os.kill(before[module], signal.SIGKILL)
        os.kill(database, signal.SIGKILL)
        # The very same addresses answer again.
        wait_until(lambda: is_healthy(up) and asks(up))
        after = processes(up)
        assert after.keys() >= before.keys() - {"cli.main"}
        assert not {*after.values()} & {before[name] for name in before if name != "cli.main"}
        assert postmaster(up_folder) != database
        assert up.stop(signal.SIGTERM) == 0
        assert up.descendants() == []
    said = up.errors
    for expected in (
        "collector-broken ended with code 1, the others go on",
        "webserver was killed by SIGKILL, the others go on",
        "webserver: started again",
        "the database runs again",
    ):
        assert expected in said


def test_up__killed_outright_leaves_no_process_and_the_next_one_starts(up_folder: Path) -> None:
    with running(up_folder) as up:
        os.kill(up.process.pid, signal.SIGKILL)
        up.process.wait(PATIENCE_S)
        wait_until(lambda: up.descendants() == [])
    with running(up_folder, "--for-s", "0") as up:
        assert up.process.wait(PATIENCE_S) == 0


def test_two_ups_at_the_same_moment__take_different_ports(up_folder: Path, tmp_path: Path) -> None:
    try:
        with running(up_folder) as one, running(tmp_path) as two:
            assert one.addresses["dagster"] != two.addresses["dagster"]
            assert one.addresses["health"] != two.addresses["health"]
            for up in (one, two):
                assert up.health()["database"] == "ok"
    finally:
        EmbeddedServer(tmp_path).remove()
