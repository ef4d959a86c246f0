"""The unprivileged user that runs the server for root, because PostgreSQL refuses root."""

import os
import pwd
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import ConfigError

CANDIDATES: Final = ("wellflow", "postgres", "nobody")
# Nothing of the caller's environment reaches the server: PGDATA or PGPORT would redirect it.
ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the machine."""

    name: str
    uid: int
    gid: int

    def owns(self, path: Path) -> None:
        """Give a file or folder of ours to this user."""
        os.chown(path, self.uid, self.gid)


def unprivileged() -> Account | None:
    """Return the user to become, or nothing when this process is not root.

    Raises
    ------
    ConfigError
        This is root and the machine has no suitable user.
    """
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in CANDIDATES:
        if name in known and known[name].pw_uid != 0:
            return Account(name, known[name].pw_uid, known[name].pw_gid)
    raise ConfigError(
        f"PostgreSQL refuses to run as root and none of the users {', '.join(CANDIDATES)} exists",
        remedy="create one with `useradd --system wellflow`, or do not run as root",
    )


def run_as(
    account: Account | None, command: Sequence[str | Path], *, folder: Path, timeout_s: float
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end as that user, in a folder the user can enter.

    Output goes to a file, not a pipe: a server started by the program keeps the handle, and a
    reader of the pipe would wait for as long as the server lives.
    """
    arguments = [str(part) for part in command]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        result = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=ENVIRONMENT,
            timeout=timeout_s,
            check=False,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        output.seek(0)
        return subprocess.CompletedProcess(arguments, result.returncode, stdout=output.read())
