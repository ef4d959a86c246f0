"""Waiting for a child to answer, for as long as it lives."""

import http.client
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from domain.errors import ConfigError
from installation.ports import HOST
from installation.processes import Child, ProcessGroup

READY_S: Final = 180.0
_LOOK_EVERY_S: Final = 0.1
_ANSWER_S: Final = 10.0


def wait_until_listening(group: ProcessGroup, child: Child, path: Path) -> None:
    """Wait until a child takes connections on a socket of the file system.

    Raises
    ------
    ConfigError
        It ended, or takes too long.
    """
    _wait_until(group, child, lambda: _listens(path))


def wait_until_answering(group: ProcessGroup, child: Child, port: int, path: str) -> None:
    """Wait until a child answers an HTTP request with 200.

    Raises
    ------
    ConfigError
        It ended, or takes too long.
    """
    _wait_until(group, child, lambda: _answers(port, path))


def _wait_until(group: ProcessGroup, child: Child, is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_S
    while not is_ready():
        group.check(child.name)
        if time.monotonic() > deadline:
            raise ConfigError(
                f"{child.name} does not answer within {READY_S:.0f} s",
                where=str(child.log),
                remedy=f"its last lines:\n{child.log_tail()}",
            )
        time.sleep(_LOOK_EVERY_S)


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_ANSWER_S)
        return probe.connect_ex(str(path)) == 0


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=_ANSWER_S)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
