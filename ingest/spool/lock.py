"""One collector a spool: a lock that ends with the process that holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import ConfigError


def lock_path(spool: Path) -> Path:
    """Return the file whose lock stands for a spool."""
    return spool.with_name(spool.name + ".lock")


@contextmanager
def held(spool: Path) -> Iterator[None]:
    """Hold a spool for this process.

    Raises
    ------
    ConfigError
        Another collector holds it.
    """
    path = lock_path(spool)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError(
                f"another collector (process {holder(spool)}) works with this spool",
                where=str(spool),
                remedy="stop it, or give this site file a spool of its own",
            ) from None
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def holder(spool: Path) -> int | None:
    """Return the process that holds a spool, or nothing where none does."""
    try:
        descriptor = os.open(lock_path(spool), os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        text = os.read(descriptor, 32)
        return int(text) if text.isdigit() else 0
    finally:
        os.close(descriptor)
    return None
