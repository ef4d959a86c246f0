"""TCP ports of this machine: a given one, the usual one, or any that is free.

A port is taken by listening on it, and the listening socket is handed to the child that serves
it. A port that was only looked at could be taken by another program before the child listens.
"""

import socket
from typing import Final

from domain.errors import ConfigError

HOST: Final = "127.0.0.1"
# As many as uvicorn lets wait.
_BACKLOG: Final = 2048


def listener(given: int | None, usual: int = 0) -> socket.socket:
    """Listen on the given port, else on the usual one if it is free, else on any free one.

    Raises
    ------
    ConfigError
        A given port is taken, or is no port a program may have.
    """
    if given is not None:
        try:
            return _listening(given)
        except (OSError, OverflowError) as error:
            raise ConfigError(
                f"port {given} is taken or not to be had: {error}",
                where=HOST,
                remedy="give another one, or none to get a free one",
            ) from error
    try:
        return _listening(usual)
    except OSError:
        return _listening(0)


def port_of(listening: socket.socket) -> int:
    """Return the port of a listening socket."""
    return int(listening.getsockname()[1])


def _listening(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # As a server does, so that connections of the one before do not hold the port.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
        made.listen(_BACKLOG)
    except BaseException:
        made.close()
        raise
    return made
