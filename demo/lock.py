"""One demo for a state folder, and none while its last month is being shown by `wellflow up`.

A demo begins by dropping the database of the one before. The lock is a `flock`, so the kernel
releases it when its holder is killed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from demo.folder import DemoFolder
from domain.errors import ConfigError
from pipelines import up_lock

FILE_NAME: Final = "demo.lock"


@contextmanager
def only_demo(folder: DemoFolder) -> Iterator[None]:
    """Hold the demo's folder for the length of a block.

    Raises
    ------
    ConfigError
        Another demo holds it, or `wellflow up --demo` runs on it.
    """
    folder.root.mkdir(parents=True, exist_ok=True)
    path = folder.root / FILE_NAME
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(
                f"another demo runs here, as process {path.read_text().strip()}",
                where=str(folder.root),
                remedy="wait for its end, or stop it with Ctrl-C in its terminal",
            ) from error
        _refuse_beside_up(folder)
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _refuse_beside_up(folder: DemoFolder) -> None:
    pid = up_lock.holder(folder.root)
    if pid is not None:
        raise ConfigError(
            f"`wellflow up` shows the last demo, as process {pid}, and a new one would drop it",
            where=str(folder.root),
            remedy="stop it with Ctrl-C in its terminal or with `wellflow down`, then start again",
        )
