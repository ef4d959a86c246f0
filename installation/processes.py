"""Child processes that are started together, logged to files, and stopped in reverse order.

What is done about a child that ends by itself is the business of `installation.supervision`.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
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
LARGEST_LOG_BYTES: Final = 10_000_000
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
    """One process, how it is started, and where its output goes.

    `listener` is a socket that the child takes connections from; we keep it open, so that its
    port is ours however often the child is started.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    listener: socket.socket | None = None
    process: "subprocess.Popen[bytes]" = field(init=False)
    _log_start: int = field(init=False, default=0)

    def start(self) -> None:
        """Start it, or start it again after its end; its output is added to its log."""
        self._trim_log()
        with self.log.open("ab") as output:
            self._log_start = output.tell()
            self.process = subprocess.Popen(
                _bound_to_us(self.command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment},
                pass_fds=() if self.listener is None else (self.listener.fileno(),),
                # A Ctrl-C on the terminal must reach us alone: we stop the children in order.
                start_new_session=True,
            )

    def log_tail(self) -> str:
        """Return the last lines of its output since its last start."""
        with self.log.open("rb") as output:
            output.seek(self._log_start)
            said = output.read().decode(errors="replace")
        return "\n".join(said.splitlines()[-LOG_TAIL_LINES:])

    def is_running(self) -> bool:
        """Return whether it still runs."""
        return self.process.poll() is None

    def ending(self) -> str:
        """Return how it ended, as a person reads it."""
        code = self.process.returncode
        if code < 0:
            return f"was killed by {signal.Signals(-code).name}"
        return f"ended with code {code}"

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
        self.end_descendants()

    def end_descendants(self) -> None:
        """Kill whatever it has left behind."""
        # It leads a process group of its own; a run that Dagster started is still in it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _trim_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))


@dataclass
class ProcessGroup:
    """The children of one run; leaving the context stops them, the newest first."""

    log_dir: Path
    children: list[Child] = field(default_factory=list)

    def start(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        listener: socket.socket | None = None,
    ) -> Child:
        """Start one child with its output in ``log_dir/name.log``."""
        self.log_dir.mkdir(parents=True, exist_ok=True)
        child = Child(name, command, environment or {}, self.log_dir / f"{name}.log", listener)
        child.start()
        self.children.append(child)
        return child

    def check(self, *names: str) -> None:
        """Raise `ConfigError` when one of the named children has ended by itself."""
        for child in self.children:
            if child.name in names and not child.is_running():
                raise ConfigError(
                    f"{child.name} {child.ending()}",
                    where=str(child.log),
                    remedy=f"its last lines:\n{child.log_tail()}",
                )

    def stop(self) -> None:
        """Stop every child, the newest first."""
        while self.children:
            child = self.children.pop()
            child.stop()
            if child.listener is not None:
                child.listener.close()

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
        # Whoever started us with `nohup`, or in the background, had a signal ignored for us.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
