"""Children that end by themselves: started again, later each time, while the others go on."""

import logging
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.backoff import BackOff
from installation.processes import Child, ProcessGroup
from installation.supervision import DatabaseWatch, Watch, keep_running
from storage.server.embedded import EmbeddedServer

PATIENCE_S = 60
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
# Ends at once as long as a file is missing.
NEEDS = (
    "import pathlib, sys, time;"
    "pathlib.Path(sys.argv[1]).exists() or sys.exit('no site file'); time.sleep(600)"
)


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    caplog.set_level(logging.WARNING, logger="installation.supervision")
    return lambda: "\n".join(record.getMessage() for record in caplog.records)


def quick(child: Child, *, is_started_again: bool = True) -> Watch:
    return Watch(child, is_started_again, BackOff(first_s=0.01, limit_s=0.02))


def look_until(watch: Watch | DatabaseWatch, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        watch.look()
        time.sleep(0.01)


def wait_for_end(pid: int) -> None:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([process], [], [], PATIENCE_S)[0]
    finally:
        os.close(process)


def test_killed_child__is_started_again_and_said_so(
    tmp_path: Path, said: Callable[[], str]
) -> None:
    with ProcessGroup(tmp_path) as group:
        child, other = group.start("collector-a", SLEEP), group.start("collector-b", SLEEP)
        first, beside = child.process.pid, other.process.pid
        watch = quick(child)
        child.process.send_signal(signal.SIGKILL)
        look_until(watch, lambda: child.process.pid != first)
        assert child.is_running()
        assert (other.process.pid, other.is_running()) == (beside, True)
    assert "collector-a was killed by SIGKILL, the others go on" in said()
    assert "collector-a: started again" in said()


def test_child_that_cannot_run__is_tried_until_it_can(
    tmp_path: Path, said: Callable[[], str]
) -> None:
    needed = tmp_path / "site.toml"
    with ProcessGroup(tmp_path) as group:
        child = group.start("collector-a", [sys.executable, "-c", NEEDS, str(needed)])
        watch = quick(child)
        look_until(watch, lambda: watch.back_off.failures == 3)
        needed.touch()
        first = child.process.pid
        look_until(watch, lambda: child.process.pid != first)
        look_until(watch, lambda: child.is_running())
    assert said().count("collector-a ended with code 1") >= 3
    assert f"its last words in {tmp_path / 'collector-a.log'}: no site file" in said()


def test_waits__are_longer_each_time_and_bounded(tmp_path: Path) -> None:
    with ProcessGroup(tmp_path) as group:
        watch = Watch(group.start("collector-a", [sys.executable, "-c", ""]))
        waits = [watch.back_off.failed() for _ in range(10)]
    assert waits[0] <= 1 < waits[1] <= 2 < waits[2] <= 4
    assert waits[-1] <= 60


def test_child_that_is_left_ended__is_said_once(tmp_path: Path, said: Callable[[], str]) -> None:
    with ProcessGroup(tmp_path) as group:
        child = group.start("devices", [sys.executable, "-c", ""])
        child.process.wait(PATIENCE_S)
        keep_running(group, for_s=2, left_ended=frozenset({"devices"}))
        assert not child.is_running()
    assert said().count("devices ended with code 0 and is not started again") == 1


def test_log__tells_the_last_start_and_does_not_grow_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("installation.processes.LARGEST_LOG_BYTES", 20)
    with ProcessGroup(tmp_path) as group:
        child = group.start("child", [sys.executable, "-c", "print('a long story of one start')"])
        child.process.wait(PATIENCE_S)
        assert child.log_tail() == "a long story of one start"
        child.command = [sys.executable, "-c", ""]
        child.start()
        child.process.wait(PATIENCE_S)
        assert child.log_tail() == ""
    assert (tmp_path / "child.log.1").read_text() == "a long story of one start\n"


def test_killed_database__comes_back_where_its_users_look_for_it(
    tmp_path: Path, said: Callable[[], str]
) -> None:
    with EmbeddedServer(tmp_path, durable=False) as server:
        port = server.port
        postmaster = int((server.data_folder / "postmaster.pid").read_text().split()[0])
        watch = DatabaseWatch(server)
        watch.look()
        assert said() == ""
        os.kill(postmaster, signal.SIGKILL)
        wait_for_end(postmaster)
        look_until(watch, lambda: "the database runs again" in said())
        assert server.is_running()
        assert server.port == port
    assert not server.is_running()
    server.remove()
