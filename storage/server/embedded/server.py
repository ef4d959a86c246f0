"""One embedded PostgreSQL for one state folder: start or attach, use, stop when last."""

import atexit
import logging
import os
import shlex
import socket
import time
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psycopg

from domain.errors import StorageError
from storage.server import credentials
from storage.server.embedded import binaries, cluster, failure, pidfile
from storage.server.embedded.account import run_as, unprivileged
from storage.server.embedded.binaries import Binaries
from storage.server.embedded.holders import Holders
from storage.server.embedded.termination import leaves_on_termination

HOST: Final = "127.0.0.1"
START_TIMEOUT_S: Final = 120
STOP_TIMEOUT_S: Final = 60
TURN_TIMEOUT_S: Final = 180
ATTEMPTS: Final = 40
ATTEMPT_PAUSE_S: Final = 0.25
UNPRIVILEGED_PORTS: Final = range(1024, 65536)
LARGEST_LOG_BYTES: Final = 10_000_000

_log = logging.getLogger(__name__)


class EmbeddedServer:
    """A PostgreSQL server whose life is tied to the processes that hold it.

    Parameters
    ----------
    state_dir
        Folder of the installation; each has a server of its own.
    durable
        Whether a commit survives a power cut. Only tests and rehearsals turn it off.
    root_home
        Where the cluster lies when this is root.

    Notes
    -----
    A second process attaches to the running server; the last holder stops it. A killed holder
    leaves the server running, and the next one takes it over.
    """

    def __init__(
        self, state_dir: Path, *, durable: bool = True, root_home: Path = cluster.ROOT_HOME
    ) -> None:
        self.state_dir = state_dir.absolute()
        self._durable = durable
        self._root_home = root_home
        self._stack = ExitStack()
        self._cluster: cluster.Cluster | None = None
        self._holders: Holders | None = None
        self._pid = 0
        self.port = 0

    @property
    def admin_dsn(self) -> str:
        """Address of the administrator; the server must have been started."""
        return self._admin_dsn(self._known(), self.port)

    @property
    def data_folder(self) -> Path:
        """Where the cluster's files are."""
        return self._known().data

    def start(self) -> Self:
        """Start the server, or attach to the one that runs.

        Raises
        ------
        StorageError
            The folder is locked or damaged, or the server does not come up; the message holds
            the last lines of its log.
        """
        if self._holders is not None:
            return self
        account = unprivileged()
        place = cluster.locate(self.state_dir, account, self._root_home)
        holders = Holders(place.notes)
        with holders.turn(TURN_TIMEOUT_S):
            running = place.holder()
            if running is not None:
                self.port = self._attach(place, running)
            else:
                programs = binaries.for_account(account, self._root_home)
                place.prepare(programs, durable=self._durable)
                self.port = self._launch_or_leave_nothing(place, programs)
            holders.join()
        self._cluster, self._holders, self._pid = place, holders, os.getpid()
        self._move_credentials()
        atexit.register(self.stop)
        return self

    def revive(self) -> bool:
        """Start the server again if it has died while we hold it; tell whether it had.

        Raises
        ------
        StorageError
            It does not come up, or another program has taken its port: its users would not
            find it.
        """
        holders, place = self._holders, self._cluster
        if holders is None or place is None or place.holder() is not None:
            return False
        port = self.port
        with holders.turn(TURN_TIMEOUT_S):
            running = place.holder()
            if running is not None:
                self.port = self._attach(place, running)
            else:
                programs = binaries.for_account(place.account, self._root_home)
                self.port = self._launch_or_leave_nothing(place, programs)
        self._move_credentials()
        if self.port != port:
            raise StorageError(
                f"the database had to move from port {port} to {self.port}: another program"
                " took its port meanwhile",
                where=HOST,
                remedy="start again what uses it",
            )
        return True

    def stop(self) -> None:
        """Let go of the server; the last holder's call shuts it down and waits until it is."""
        holders, place = self._holders, self._cluster
        # A forked child inherits the object but does not hold the server.
        if holders is None or place is None or self._pid != os.getpid():
            return
        atexit.unregister(self.stop)
        self._holders = None
        with holders.turn(TURN_TIMEOUT_S):
            if holders.leave() and place.holder() is not None:
                self._shut_down(place)

    def is_running(self) -> bool:
        """Tell whether the server runs, whoever holds it; nothing is started."""
        place = self._cluster or cluster.locate(self.state_dir, unprivileged(), self._root_home)
        return place.holder() is not None

    def remove(self) -> None:
        """Stop the server and delete the cluster with everything in it."""
        self.stop()
        place = self._cluster or cluster.locate(self.state_dir, unprivileged(), self._root_home)
        if place.holder() is not None:
            raise StorageError(
                "another process still uses the embedded database",
                where=str(place.data),
                remedy="end it first",
            )
        place.remove()
        self._cluster = None

    def __enter__(self) -> Self:
        """Start; until the block ends SIGTERM and SIGHUP end it cleanly."""
        self._stack.enter_context(leaves_on_termination())
        try:
            return self.start()
        except BaseException:
            self._stack.close()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the server."""
        try:
            self.stop()
        finally:
            self._stack.close()

    def _known(self) -> cluster.Cluster:
        if self._cluster is None:
            raise StorageError(
                "the embedded database has not been started", where=str(self.state_dir)
            )
        return self._cluster

    def _admin_dsn(self, place: cluster.Cluster, port: int) -> str:
        user = f"{cluster.ADMINISTRATOR}:{place.password}"
        return f"postgresql://{user}@{HOST}:{port}/postgres"

    def _attach(self, place: cluster.Cluster, running: pidfile.PidFile) -> int:
        """Return the port of the running server once it answers as ours."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            now = place.holder() or running
            try:
                with closing(psycopg.connect(self._admin_dsn(place, now.port), connect_timeout=10)):
                    _log.debug("attached to process %d on port %d", now.pid, now.port)
                    return now.port
            except psycopg.OperationalError as error:
                starting = "starting up" in str(error) or now.port == 0
                if not starting or time.monotonic() > deadline:
                    raise self._locked(place, now.pid, error) from None
            except FileNotFoundError as error:
                raise self._locked(place, now.pid, error) from None
            time.sleep(ATTEMPT_PAUSE_S)

    def _locked(self, place: cluster.Cluster, pid: int, error: Exception) -> StorageError:
        reason = str(error).strip().splitlines()[-1]
        return StorageError(
            f"process {pid} holds the embedded database and does not let us in: {reason}",
            where=str(place.data),
            remedy=f"end it with `kill -INT {pid}` and try again",
        )

    def _launch_or_leave_nothing(self, place: cluster.Cluster, programs: Binaries) -> int:
        try:
            return self._launch(place, programs)
        except BaseException:
            # Told to end while the server was coming up: nobody would ever stop it.
            if place.holder() is not None:
                self._shut_down(place)
            raise

    def _launch(self, place: cluster.Cluster, programs: Binaries) -> int:
        pidfile.disarm(place.data)
        self._trim_log(place)
        for lock in place.socket.iterdir():
            lock.unlink()
        said = ""
        # Names within the folder: pg_ctl hands them to a shell, which must not see odd paths.
        for attempt in range(ATTEMPTS):
            port = _free_port(0 if attempt else self._last_port(place))
            start = place.log.stat().st_size if place.log.exists() else 0
            result = run_as(
                place.account,
                [
                    programs.program("pg_ctl"), "start", "--wait", "--silent",
                    "--timeout", str(START_TIMEOUT_S), "--pgdata", place.data.name,
                    "--log", place.log.name, "--options", self._options(place, port),
                ],
                folder=place.folder,
                timeout_s=START_TIMEOUT_S + 30,
            )  # fmt: skip
            if result.returncode == 0:
                self._check_way_in(place, port)
                (place.notes / "port").write_text(f"{port}\n", encoding="utf-8")
                return port
            said = result.stdout + place.said_since(start)
            # A port taken meanwhile, or backends of a killed server that are still leaving.
            if "could not bind" not in said and failure.ORPHANS not in said:
                break
            time.sleep(ATTEMPT_PAUSE_S)
        raise failure.of_start(place, said)

    def _check_way_in(self, place: cluster.Cluster, port: int) -> None:
        """Refuse a server that runs and lets nobody in: a file is gone, or the password."""
        try:
            psycopg.connect(self._admin_dsn(place, port), connect_timeout=10).close()
        except psycopg.OperationalError as error:
            raise failure.of_way_in(place, str(error)) from None

    def _options(self, place: cluster.Cluster, port: int) -> str:
        settings = {
            "listen_addresses": HOST,
            "port": str(port),
            "unix_socket_directories": place.socket_setting,
            "unix_socket_permissions": "0700",
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
            "log_parameter_max_length_on_error": "0",
        }
        if not self._durable:
            settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())

    def _shut_down(self, place: cluster.Cluster) -> None:
        programs = binaries.for_account(place.account, self._root_home)
        for mode in ("fast", "immediate"):
            result = run_as(
                place.account,
                [
                    programs.program("pg_ctl"), "stop", "--wait", "--silent", "--mode", mode,
                    "--timeout", str(STOP_TIMEOUT_S), "--pgdata", place.data.name,
                ],
                folder=place.folder,
                timeout_s=STOP_TIMEOUT_S + 30,
            )  # fmt: skip
            if result.returncode == 0 or place.holder() is None:
                return
        raise StorageError(
            f"the embedded database does not stop: {result.stdout.strip()}", where=str(place.data)
        )

    def _last_port(self, place: cluster.Cluster) -> int:
        try:
            port = int((place.notes / "port").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0
        return port if port in UNPRIVILEGED_PORTS else 0

    def _trim_log(self, place: cluster.Cluster) -> None:
        if place.log.exists() and place.log.stat().st_size > LARGEST_LOG_BYTES:
            place.log.replace(place.log.with_suffix(".log.1"))

    def _move_credentials(self) -> None:
        if not credentials.exists(self.state_dir):
            return
        known = credentials.load(self.state_dir)
        if known.host == HOST and known.port != self.port:
            credentials.save(known.at(HOST, self.port), self.state_dir)


def _free_port(wanted: int) -> int:
    """Return the wanted port if it is free, else any free one."""
    for candidate in (wanted, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StorageError("this machine has no free TCP port", where=HOST)
