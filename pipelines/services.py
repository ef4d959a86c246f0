"""The processes behind the pages, each started in one way; `pipelines.up` puts them together.

One code server loads the definitions; webserver and daemon both ask it, so that the code is
loaded once and every process is a child of ours to stop.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.instance import CODE_LOCATION
from pipelines.ports import HOST, chosen_port
from pipelines.processes import Child, ProcessGroup
from pipelines.readiness import wait_until_answering, wait_until_listening

LOCATION_NAME: Final = "wellflow"


@dataclass(frozen=True, slots=True)
class Services:
    """Starts processes in one group with one environment."""

    group: ProcessGroup
    environment: Mapping[str, str]

    def health(self, port: int) -> Child:
        """Start the health endpoint."""
        return self._start(
            "health", "uvicorn", "--factory", "api.health:from_settings",
            "--host", HOST, "--port", str(port), "--log-level", "warning",
        )  # fmt: skip

    def code(self) -> int:
        """Start the code server, wait until it has loaded the definitions, return its port."""
        port = chosen_port(None)
        child = self._start(
            "code", "dagster", "api", "grpc", "--host", HOST, "--port", str(port),
            "--module-name", CODE_LOCATION, "--location-name", LOCATION_NAME,
            "--use-python-environment-entry-point", "--log-level", "warning",
        )  # fmt: skip
        wait_until_listening(self.group, child, port)
        return port

    def webserver(self, port: int, code_port: int) -> Child:
        """Start Dagster's pages and wait until they answer."""
        child = self._start(
            "webserver", "dagster_webserver", "--host", HOST, "--port", str(port),
            "--workspace", self._workspace(code_port), "--dagster-log-level", "warning",
        )  # fmt: skip
        wait_until_answering(self.group, child, port, "/server_info")
        return child

    def daemon(self, code_port: int) -> Child:
        """Start the daemon that runs schedules, sensors and queued runs."""
        return self._start(
            "daemon", "dagster._daemon", "run", "--workspace", self._workspace(code_port)
        )

    def _workspace(self, code_port: int) -> str:
        """Write Dagster's list of code locations; return its path.

        The location keeps its name whatever its port: Dagster knows schedules by that name.
        """
        server = {"host": HOST, "port": code_port, "location_name": LOCATION_NAME}
        path = Path(self.environment["DAGSTER_HOME"]) / "workspace.yaml"
        # JSON is YAML, and needs no library.
        path.write_text(json.dumps({"load_from": [{"grpc_server": server}]}))
        return str(path)

    def _start(self, name: str, module: str, *arguments: str) -> Child:
        return self.group.start(name, [sys.executable, "-m", module, *arguments], self.environment)
