"""Where the simulated devices and the broker listen: on this machine only."""

import socket
from dataclasses import dataclass
from typing import Final

LOOPBACK: Final = "127.0.0.1"
_BROKER_OFFSET: Final = 100
_OPCUA_OFFSET: Final = 50


@dataclass
class Endpoints:
    """Hands out ports: counted up from a base, or free ones where the base is 0."""

    broker_port: int
    base_port: int = 0
    broker_host: str = LOOPBACK
    _n_modbus: int = 0
    _n_opcua: int = 0

    def modbus_port(self) -> int:
        """Return the port of the next Modbus device."""
        self._n_modbus += 1
        return self.base_port + self._n_modbus - 1 if self.base_port else free_port()

    def opcua_url(self, path: str) -> str:
        """Return the address of the next OPC UA server."""
        self._n_opcua += 1
        offset = _OPCUA_OFFSET + self._n_opcua - 1
        port = self.base_port + offset if self.base_port else free_port()
        return f"opc.tcp://{LOOPBACK}:{port}/{path}"


def broker_port(base_port: int) -> int:
    """Return the broker's port for a base, or a free one."""
    return base_port + _BROKER_OFFSET if base_port else free_port()


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
