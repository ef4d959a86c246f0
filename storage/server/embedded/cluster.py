"""The folder of one database cluster: made once, checked before every start."""

import hashlib
import logging
import os
import re
import secrets
import shutil
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.errors import StorageError
from storage.server.credentials import write_private
from storage.server.embedded import binaries, pidfile
from storage.server.embedded.account import Account, run_as
from storage.server.embedded.binaries import Binaries

ROOT_HOME: Final = Path("/var/lib/wellflow")
ADMINISTRATOR: Final = "wellflow_admin"
INITDB_TIMEOUT_S: Final = 180
INITDB_FAULT: Final = re.compile("FATAL|PANIC|ERROR|error:|No space left")
LONGEST_SOCKET: Final = 90

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster lies and who runs it; `notes` is our own folder in the state folder."""

    notes: Path
    folder: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """The data folder proper."""
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """The folder of the Unix socket."""
        return self.folder / "socket"

    @property
    def socket_setting(self) -> str:
        """The socket's folder as the server's setting; none where the path would not do."""
        path = str(self.socket)
        return path if len(path) <= LONGEST_SOCKET and not set(path) & set('",') else ""

    @property
    def log(self) -> Path:
        """What the server writes about itself."""
        return self.folder / "server.log"

    @property
    def password(self) -> str:
        """The administrator's password."""
        try:
            document = tomllib.loads(self.secret.read_text(encoding="utf-8"))
            return str(document["password"])
        except (ValueError, KeyError):
            raise StorageError(
                "the password of the embedded database cannot be read",
                where=str(self.secret),
                remedy="restore the file from a backup",
            ) from None

    @property
    def secret(self) -> Path:
        """The file that keeps the administrator's password."""
        return self.notes / "administrator.toml"

    def prepare(self, programs: Binaries, *, durable: bool) -> None:
        """Make the folders and the cluster if they are missing, else check what is there."""
        self._make_folders()
        if self.data.exists():
            self._check()
            return
        _log.info("creating the embedded database in %s", self.folder)
        self._create(programs, durable=durable)

    def remove(self) -> None:
        """Delete the cluster, its log and its password."""
        for path in (self.folder, self.notes):
            if path.exists():
                shutil.rmtree(path)

    def _make_folders(self) -> None:
        known = self.secret.exists()
        if not known and self.data.exists():
            if self.account is None:
                raise self.damaged(f"{self.secret} is missing")
            self._set_aside()
        if not known:
            write_private(self.secret, f'password = "{secrets.token_urlsafe(24)}"\n')
        for path in (self.folder, self.socket):
            if not path.exists():
                path.mkdir(mode=0o700)
                if self.account is not None:
                    self.account.owns(path)

    def _set_aside(self) -> None:
        # The state folder was removed and took the password with it.
        aside = self.folder.with_name(f"{self.folder.name}.abandoned")
        if aside.exists():
            shutil.rmtree(aside)
        self.folder.rename(aside)
        _log.warning("the state folder was removed; its old database is now in %s", aside)

    def _create(self, programs: Binaries, *, durable: bool) -> None:
        draft = self.folder / "data.new"
        if draft.exists():
            shutil.rmtree(draft)
        secret = self.folder / "password.new"
        write_private(secret, self.password + "\n")
        if self.account is not None:
            self.account.owns(secret)
        command: list[str | Path] = [
            programs.program("initdb"), "--pgdata", draft, "--username", ADMINISTRATOR,
            "--pwfile", secret, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
        ]  # fmt: skip
        try:
            result = run_as(
                self.account,
                command if durable else [*command, "--no-sync"],
                folder=self.folder,
                timeout_s=INITDB_TIMEOUT_S,
            )
        finally:
            secret.unlink()
        if result.returncode != 0:
            said = [line for line in result.stdout.splitlines() if INITDB_FAULT.search(line)]
            raise StorageError(
                f"initdb failed: {' | '.join(said[:2]) or result.stdout.strip()[-400:]}",
                where=str(self.folder),
                remedy="mend the cause and start again; nothing of it is kept",
                can_retry=True,
            )
        # A killed initdb leaves data.new; only a whole cluster is ever called data.
        draft.rename(self.data)

    def _check(self) -> None:
        self._check_rights()
        try:
            found = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            found = ""
        if not found.isdigit():
            raise self.damaged("PG_VERSION cannot be read")
        if found != str(binaries.major_version()):
            raise StorageError(
                f"the embedded database was made by PostgreSQL {found},"
                f" this is {binaries.major_version()}",
                where=str(self.data),
                remedy="dump it with its own version, move the folder away, and load the dump",
            )
        if not (self.data / "global" / "pg_control").is_file():
            raise self.damaged("global/pg_control is missing")

    def _check_rights(self) -> None:
        found = self.data.stat()
        user = self.account.uid if self.account else os.geteuid()
        if found.st_uid != user:
            how = f"the data folder belongs to the user with id {found.st_uid}, not to {user}"
        elif stat.S_IMODE(found.st_mode) not in (0o700, 0o750):
            how = f"the data folder has the mode {stat.S_IMODE(found.st_mode):o}, not 700"
        else:
            return
        raise StorageError(
            f"the embedded database does not start: {how}",
            where=str(self.data),
            remedy=f"nothing is lost: run `chown {user} {self.data} && chmod 700 {self.data}`",
        )

    def damaged(self, how: str) -> StorageError:
        """Return the error of a folder that is not a whole cluster."""
        return StorageError(
            f"the embedded database is damaged: {how}",
            where=str(self.data),
            remedy=f"restore a backup, or move {self.data} away to begin with an empty one",
        )

    def said_since(self, start: int) -> str:
        """Return what the server has logged since the log had that many bytes."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(start)
            return log.read().decode(errors="replace")

    def holder(self) -> pidfile.PidFile | None:
        """Return the lock file's content if a living server stands behind it."""
        found = pidfile.read(self.data)
        if found is None or not pidfile.holds(found.pid, self.data):
            return None
        return found


def locate(state_dir: Path, account: Account | None, root_home: Path = ROOT_HOME) -> Cluster:
    """Return the cluster of a state folder, making the folders above it where needed."""
    notes = state_dir / "embedded"
    _make_notes(notes)
    if account is None:
        return Cluster(notes, notes / "cluster", account)
    if not root_home.exists():
        root_home.mkdir(parents=True)
        root_home.chmod(0o755)
    name = hashlib.sha256(str(state_dir.resolve()).encode()).hexdigest()[:16]
    _check_way(root_home, account)
    return Cluster(notes, root_home / name, account)


def _make_notes(notes: Path) -> None:
    try:
        notes.mkdir(mode=0o700, parents=True, exist_ok=True)
        whose = notes.stat().st_uid
    except OSError as error:
        raise StorageError(
            f"the state folder cannot be written: {error.strerror}",
            where=str(notes),
            remedy="set WELLFLOW_STATE_DIR to a folder of your own",
        ) from None
    if whose != os.geteuid():
        raise StorageError(
            f"the embedded database belongs to the user with id {whose}",
            where=str(notes),
            remedy="run as that user, or set WELLFLOW_STATE_DIR to a folder of your own",
        )


def _check_way(root_home: Path, account: Account) -> None:
    result = run_as(account, ["test", "-x", root_home], folder=Path("/"), timeout_s=30)
    if result.returncode != 0:
        raise StorageError(
            f"the user {account.name}, who runs the embedded database, cannot enter its folder",
            where=str(root_home),
            remedy=f"allow it with `chmod o+x` on {root_home} and the folders above it",
        )
