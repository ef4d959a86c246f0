"""One installation runs in a state folder: a second is refused, `wellflow down` finds the first.

Two of `wellflow up` would run two of Dagster's daemons over the same schedules, and a demo begins
by dropping the database of the one before. The lock is a `flock`, so the kernel releases it when
its holder is killed.
"""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from domain.errors import ConfigError
from storage.server.settings import STATE_DIR_VARIABLE

FILE_NAME: Final = "up.lock"
UP: Final = "`wellflow up`"
END_TIMEOUT_S: Final = 120.0
_LOOK_EVERY_S: Final = 0.1
_WRITTEN_S: Final = 5.0


class Holder(NamedTuple):
    """Who holds a state folder."""

    pid: int
    what: str

    def __str__(self) -> str:
        """Return it as a person reads it."""
        return f"{self.what} (process {self.pid})"


@contextmanager
def held(state_dir: Path, what: str = UP) -> Iterator[None]:
    """Hold the state folder for the length of a block; `what` tells others who does.

    Raises
    ------
    ConfigError
        Another process holds it, or it cannot be written.
    """
    descriptor = _opened(state_dir)
    try:
        if not _is_locked(descriptor, fcntl.LOCK_EX):
            raise ConfigError(
                f"{_written(descriptor)} runs here already",
                where=str(state_dir),
                remedy="use that one, or end it with Ctrl-C in its terminal or with"
                " `wellflow down`",
            )
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()} {what}\n".encode())
        yield
    finally:
        os.close(descriptor)


def holder(state_dir: Path) -> Holder | None:
    """Return who holds the state folder, or nothing when nobody does."""
    path = state_dir / FILE_NAME
    if not path.exists():
        return None
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return None if _is_locked(descriptor, fcntl.LOCK_SH) else _written(descriptor)
    finally:
        os.close(descriptor)


def end_holder(state_dir: Path, timeout_s: float = END_TIMEOUT_S) -> Holder | None:
    """Ask the holder to stop and wait until it did; return who it was, if there was one.

    Raises
    ------
    ConfigError
        It does not stop in time.
    """
    found = holder(state_dir)
    if found is None:
        return None
    # It may end by itself at this very moment.
    with contextlib.suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout_s
    while holder(state_dir) is not None:
        if time.monotonic() > deadline:
            raise ConfigError(
                f"{found} does not stop", where=str(state_dir), remedy=f"see `ps {found.pid}`"
            )
        time.sleep(_LOOK_EVERY_S)
    return found


def _opened(state_dir: Path) -> int:
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        return os.open(state_dir / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ConfigError(
            f"the state folder cannot be written: {error.strerror}",
            where=str(state_dir),
            remedy=f"set {STATE_DIR_VARIABLE} to a folder of your own",
        ) from error


def _written(descriptor: int) -> Holder:
    """Return what the holder has written, once it has: it takes the lock a moment before."""
    deadline = time.monotonic() + _WRITTEN_S
    while True:
        pid, _, what = os.pread(descriptor, 200, 0).decode().strip().partition(" ")
        if pid.isdigit():
            return Holder(int(pid), what or UP)
        if time.monotonic() > deadline:
            raise ConfigError("another process holds it and does not say which", where=FILE_NAME)
        time.sleep(_LOOK_EVERY_S)


def _is_locked(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
