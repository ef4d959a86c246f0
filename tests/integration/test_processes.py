"""Child processes: what they leave behind, and what a killed parent leaves behind."""

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from domain.errors import ConfigError
from installation.processes import ProcessGroup

ROOT = Path(__file__).parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
GRANDCHILD = (
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print(child.pid, flush=True); time.sleep(600)"
)
PARENT = (
    "import sys, time; from pathlib import Path; from installation.processes import ProcessGroup;"
    "child = ProcessGroup(Path(sys.argv[1])).start('child', {command});"
    "print(child.process.pid, flush=True); time.sleep(600)"
)


def is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def ends(pid: int, within_s: float = 60) -> bool:
    """Wait until a process has ended; no more than a bound for a machine under load."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        ended, _, _ = select.select([process], [], [], within_s)
    finally:
        os.close(process)
    return bool(ended)


def test_stop__takes_grandchildren_along(tmp_path: Path) -> None:
    with ProcessGroup(tmp_path) as group:
        child = group.start("child", [sys.executable, "-c", GRANDCHILD])
        while not child.log_tail():
            group.check("child")
            time.sleep(0.05)
        grandchild = int(child.log_tail())
        assert is_alive(grandchild)
    assert ends(child.process.pid)
    assert ends(grandchild)


def test_check__says_why_a_child_ended(tmp_path: Path) -> None:
    with ProcessGroup(tmp_path) as group:
        child = group.start("child", [sys.executable, "-c", "raise SystemExit('no such table')"])
        child.process.wait(30)
        with pytest.raises(ConfigError, match=r"ended with code 1[\s\S]*no such table"):
            group.check("child")


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv of util-linux")
def test_killed_parent__takes_its_children_along(tmp_path: Path) -> None:
    program = PARENT.format(command=SLEEP)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.send_signal(signal.SIGKILL)
    assert ends(pid)


def test_signal_that_was_ignored_for_us__stays_ignored() -> None:
    """As under `nohup`: the end of the terminal ends nothing."""
    program = (
        "import signal; from installation.processes import stop_on_termination;"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN); stop_on_termination();"
        "print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN,"
        " callable(signal.getsignal(signal.SIGTERM)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["True", "True"]
