"""TCP ports of this machine: a given one, the usual one, or any that is free."""

import socket
from typing import Final

from domain.errors import ConfigError

HOST: Final = "127.0.0.1"


def chosen_port(given: int | None, usual: int = 0) -> int:
    """Return the given port, else the usual one if it is free, else any free one.

    Raises
    ------
    ConfigError
        A given port is taken.
    """
    if given is not None:
        if not _is_free(given):
            raise ConfigError(
                f"port {given} is taken",
                where=HOST,
                remedy="give another one, or none to get a free one",
            )
        return given
    return usual if usual and _is_free(usual) else _any_free()


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _any_free() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
