"""Child processes that are started together, logged to files, and stopped in reverse order."""

import contextlib
import math
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final, Self

from domain.errors import ConfigError

_STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_WAIT_S: Final = 15.0
LOG_TAIL_LINES: Final = 15
# Who dies before the child has asked for the signal dies unnoticed; then the child has another
# parent already.
_UNLESS_ORPHANED: Final = 'test "$PPID" = "$0" && exec "$@"'


def wellflow_command(*arguments: str) -> list[str]:
    """Return the command line that runs `wellflow` with this interpreter."""
    return [sys.executable, "-m", "cli.main", *arguments]


@cache
def _ending_with_us() -> tuple[str, ...]:
    """Return what to put before a command so that Linux ends it when we are killed."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return ()
    prefix = (setpriv, "--pdeathsig", "TERM", "--")
    # Busybox has a smaller one.
    is_able = subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    return (*prefix, "sh", "-c", _UNLESS_ORPHANED) if is_able else ()


def _bound_to_us(command: Sequence[str]) -> list[str]:
    """Return the command, made to end when this very process is killed, where that is possible."""
    prefix = _ending_with_us()
    return [*prefix, str(os.getpid()), *command] if prefix else list(command)


@dataclass
class Child:
    """One running process and where its output goes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def log_tail(self) -> str:
        """Return the last lines of its output."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])

    def is_running(self) -> bool:
        """Return whether it still runs."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self, wait_s: float = STOP_WAIT_S) -> None:
        """Ask it to end; kill it when it does not, and whatever it has left behind."""
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(wait_s)
            except subprocess.TimeoutExpired:
                self.kill()
        self._kill_descendants()

    def _kill_descendants(self) -> None:
        # It leads a process group of its own; a run that Dagster started is still in it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


@dataclass
class ProcessGroup:
    """The children of one run; leaving the context stops them, the newest first."""

    log_dir: Path
    children: list[Child] = field(default_factory=list)

    def start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> Child:
        """Start one child with its output in ``log_dir/name.log``."""
        self.log_dir.mkdir(parents=True, exist_ok=True)
        log = self.log_dir / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                _bound_to_us(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                # A Ctrl-C on the terminal must reach us alone: we stop the children in order.
                start_new_session=True,
            )
        child = Child(name, process, log)
        self.children.append(child)
        return child

    def check(self, *names: str) -> None:
        """Raise `ConfigError` when one of the named children has ended by itself."""
        for child in self.children:
            if child.name in names and not child.is_running():
                raise ConfigError(
                    f"{child.name} ended with code {child.process.returncode}",
                    where=str(child.log),
                    remedy=f"its last lines:\n{child.log_tail()}",
                )

    def stop(self) -> None:
        """Stop every child, the newest first."""
        while self.children:
            self.children.pop().stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    # Said twice, it would cut the clean-up short and leave children behind.
    for other in _STOP_SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def stop_on_termination() -> None:
    """Let SIGTERM and SIGHUP unwind the stack like Ctrl-C does, so that every context is left."""
    for number in _STOP_SIGNALS:
        signal.signal(number, _interrupt)


def wait_until_stopped(
    group: ProcessGroup, poll_s: float = 0.5, *, for_s: float = math.inf
) -> None:
    """Watch the children until a signal arrives, one of them ends, or the time is over."""
    names = tuple(child.name for child in group.children)
    deadline = time.monotonic() + for_s
    while time.monotonic() < deadline:
        group.check(*names)
        time.sleep(poll_s)
