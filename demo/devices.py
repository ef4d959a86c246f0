"""The simulated devices of a demo: one process, watched through the lines it prints."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from demo.folder import DemoFolder
from domain.errors import SourceError
from installation.processes import Child, ProcessGroup, wellflow_command

POLL_S: Final = 0.1
READY_S: Final = 120.0


@dataclass
class Devices:
    """The running simulation."""

    child: Child
    group: ProcessGroup

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """Yield what it has said so far; its log holds other lines too."""
        for line in self.child.log.read_text(errors="replace").splitlines():
            if line.startswith("{") and line.endswith("}"):
                yield json.loads(line)

    def has_said(self, word: str) -> bool:
        """Return whether a line with the key has come."""
        return any(word in line for line in self.lines())

    def wait_for(self, word: str, timeout_s: float) -> None:
        """Wait until a line with the key has come.

        Raises
        ------
        SourceError
            When it takes too long.
        """
        deadline = time.monotonic() + timeout_s
        while not self.has_said(word):
            self.group.check(self.child.name)
            if time.monotonic() > deadline:
                raise SourceError(
                    f"the simulated devices did not get {word} in {timeout_s:.0f} s",
                    where=str(self.child.log),
                    remedy=f"its last lines:\n{self.child.log_tail()}",
                )
            time.sleep(POLL_S)

    def served_fraction(self) -> float:
        """Return how much of all samples was acknowledged."""
        progress = [line["progress"] for line in self.lines() if "progress" in line]
        if not progress:
            return 0.0
        pairs: list[tuple[int, int]] = list(progress[-1].values())
        return sum(done for done, _ in pairs) / max(1, sum(total for _, total in pairs))


def start_devices(group: ProcessGroup, folder: DemoFolder, *options: str) -> Devices:
    """Start the devices with their broker, and wait until they listen and the papers lie there."""
    command = wellflow_command(
        "simulate", "--out", str(folder.papers), "--ports", "0", "--json", *options
    )
    devices = Devices(group.start("devices", command), group)
    devices.wait_for("ready", READY_S)
    return devices


def organization_folders(folder: DemoFolder) -> list[Path]:
    """Return the folder of papers of each organization."""
    return sorted(path.parent for path in folder.papers.glob("*/master.toml"))
