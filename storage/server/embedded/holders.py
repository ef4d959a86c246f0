"""Who uses the server just now: the last one out stops it.

Both locks are `flock`s, so the kernel releases them when a holder is killed.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.errors import StorageError

WAIT_STEP_S: Final = 0.05


class Holders:
    """The processes that hold the server of one state folder."""

    def __init__(self, folder: Path) -> None:
        self._turn = folder / "turn.lock"
        self._held = folder / "holders.lock"
        self._descriptor: int | None = None

    @contextmanager
    def turn(self, timeout_s: float) -> Iterator[None]:
        """Start or stop the server alone: others wait for their turn.

        Raises
        ------
        StorageError
            Another process keeps its turn for longer than the timeout [s].
        """
        descriptor = _opened(self._turn)
        try:
            deadline = time.monotonic() + timeout_s
            while not _locked(descriptor, fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise StorageError(
                        "another process has been starting or stopping the embedded database"
                        f" for {timeout_s:g} s",
                        where=str(self._turn),
                        remedy=f"see who it is with `fuser {self._turn}`",
                        can_retry=True,
                    )
                time.sleep(WAIT_STEP_S)
            yield
        finally:
            os.close(descriptor)

    def join(self) -> None:
        """Become a holder; call within a turn."""
        if self._descriptor is None:
            descriptor = _opened(self._held)
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            self._descriptor = descriptor

    def leave(self) -> bool:
        """Stop being a holder and tell whether nobody is left; call within a turn."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        probe = _opened(self._held)
        try:
            return _locked(probe, fcntl.LOCK_EX)
        finally:
            os.close(probe)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(
            f"the embedded database cannot be locked: {error.strerror}",
            where=str(path),
            remedy="make the folder writable, or set WELLFLOW_STATE_DIR to another one",
        ) from None


def _locked(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
