"""One `wellflow up` for a state folder: a second one is refused, `wellflow down` finds the first.

Two of them would run two of Dagster's daemons over the same schedules. The lock is a `flock`, so
the kernel releases it when its holder is killed.
"""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.errors import ConfigError

FILE_NAME: Final = "up.lock"
END_TIMEOUT_S: Final = 120.0
_LOOK_EVERY_S: Final = 0.1


@contextmanager
def held(state_dir: Path) -> Iterator[None]:
    """Hold the state folder for the length of a block.

    Raises
    ------
    ConfigError
        Another process holds it.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    path = state_dir / FILE_NAME
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _is_locked(descriptor, fcntl.LOCK_EX):
            raise ConfigError(
                f"`wellflow up` runs already, as process {path.read_text().strip()}",
                where=str(state_dir),
                remedy="use that one, or end it with `wellflow down`",
            )
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def holder(state_dir: Path) -> int | None:
    """Return the process that holds the state folder, or nothing when none does."""
    path = state_dir / FILE_NAME
    if not path.exists():
        return None
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if _is_locked(descriptor, fcntl.LOCK_SH):
            return None
        text = path.read_text().strip()
        return int(text) if text.isdigit() else None
    finally:
        os.close(descriptor)


def end_holder(state_dir: Path, timeout_s: float = END_TIMEOUT_S) -> int | None:
    """Ask the holder to stop and wait until it did; return its process number, if there was one.

    Raises
    ------
    ConfigError
        It does not stop in time.
    """
    pid = holder(state_dir)
    if pid is None:
        return None
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout_s
    while holder(state_dir) is not None:
        if time.monotonic() > deadline:
            raise ConfigError(
                f"process {pid} does not stop", where=str(state_dir), remedy=f"see `ps {pid}`"
            )
        time.sleep(_LOOK_EVERY_S)
    return pid


def _is_locked(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
