"""PostgreSQL's own lock file, and when to believe it.

The server refuses to start while the process named in the file exists. A killed server whose
parent does not reap it stays a zombie for ever, and after a restart of the machine another
process may have its number: both look alive to PostgreSQL and are not a server.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE_NAME: Final = "postmaster.pid"
# No system gives a process this number, so PostgreSQL finds the file stale.
NOBODYS_PID: Final = 2**31 - 1
PORT_LINE: Final = 3


@dataclass(frozen=True, slots=True)
class PidFile:
    """Which process holds a cluster, and the port it listens on (0 until it does)."""

    pid: int
    port: int


def read(data: Path) -> PidFile | None:
    """Return what the lock file says; nothing when it is missing, half written or out of reach."""
    try:
        lines = (data / FILE_NAME).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, PermissionError):
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    port = lines[PORT_LINE].strip() if len(lines) > PORT_LINE else ""
    return PidFile(int(lines[0]), int(port) if port.isdigit() else 0)


def holds(pid: int, data: Path) -> bool:
    """Tell whether a living server, not a zombie and not a stranger, works in that folder."""
    process = Path("/proc") / str(pid)
    if not process.parent.joinpath("self").exists():
        return _exists(pid)
    try:
        state = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        # A postmaster's working directory is its data folder.
        return state not in "ZX" and (process / "cwd").samefile(data)
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def disarm(data: Path) -> None:
    """Make a stale lock file harmless.

    The file is rewritten, not removed: its line about shared memory lets PostgreSQL see
    orphaned backends of the killed server, which must end before a new one may start.
    """
    path = data / FILE_NAME
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    if not lines:
        path.unlink()
        return
    path.write_text("\n".join([str(NOBODYS_PID), *lines[1:]]) + "\n", encoding="utf-8")


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
