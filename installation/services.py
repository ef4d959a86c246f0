"""The processes behind the pages, each started in one way; `installation.up` puts them together.

One code server loads the definitions; webserver and daemon both ask it, so that the code is
loaded once and every process is a child of ours to stop.
"""

import json
import os
import socket
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from installation.ports import port_of
from installation.processes import Child, ProcessGroup
from installation.readiness import wait_until_answering, wait_until_listening
from pipelines.instance import CODE_LOCATION

LOCATION_NAME: Final = "wellflow"
# What the kernel takes as the path of a socket, with room to spare.
LONGEST_SOCKET_PATH: Final = 100


@dataclass(frozen=True, slots=True)
class Services:
    """Starts processes in one group with one environment."""

    group: ProcessGroup
    environment: Mapping[str, str]
    _short: "tempfile.TemporaryDirectory[str]" = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="wellflow-")
    )

    def health(self, listening: socket.socket) -> Child:
        """Start the health endpoint."""
        return self._start("health", "api.health", str(listening.fileno()), listener=listening)

    def code(self) -> Path:
        """Start the code server, wait until it has loaded the definitions, return its socket.

        Whoever may connect to it may run code as us: it has no port, which every user of the
        machine could reach, but a socket in a folder of ours.
        """
        path = self._code_socket()
        child = self._start(
            "code", "pipelines.code_server", "api", "grpc", "--socket", str(path),
            "--module-name", CODE_LOCATION, "--location-name", LOCATION_NAME,
            "--use-python-environment-entry-point", "--log-level", "warning",
        )  # fmt: skip
        wait_until_listening(self.group, child, path)
        return path

    def webserver(self, listening: socket.socket, code: Path) -> Child:
        """Start Dagster's pages and wait until they answer."""
        child = self._start(
            "webserver", "pipelines.webserver", str(listening.fileno()), self._workspace(code),
            listener=listening,
        )  # fmt: skip
        wait_until_answering(self.group, child, port_of(listening), "/sign-in")
        return child

    def daemon(self, code: Path) -> Child:
        """Start the daemon that runs schedules, sensors and queued runs."""
        return self._start("daemon", "dagster._daemon", "run", "--workspace", self._workspace(code))

    def _code_socket(self) -> Path:
        home = Path(self.environment["DAGSTER_HOME"])
        home.chmod(0o700)
        path = home / "code.sock"
        if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
            path = Path(self._short.name) / path.name
        # A killed server leaves it behind, and a connection to it would tell nothing.
        path.unlink(missing_ok=True)
        return path

    def _workspace(self, code: Path) -> str:
        """Write Dagster's list of code locations; return its path.

        The location keeps its name wherever its server is: Dagster knows schedules by that name.
        """
        server = {"socket": str(code), "location_name": LOCATION_NAME}
        path = Path(self.environment["DAGSTER_HOME"]) / "workspace.yaml"
        # JSON is YAML, and needs no library.
        path.write_text(json.dumps({"load_from": [{"grpc_server": server}]}))
        return str(path)

    def _start(
        self, name: str, module: str, *arguments: str, listener: socket.socket | None = None
    ) -> Child:
        command = [sys.executable, "-m", module, *arguments]
        return self.group.start(name, command, self.environment, listener)
