"""The embedded MQTT broker: one of ours on this machine's loopback, for a demo or a small site.

It runs as a process of its own and keeps, in memory, what is published for a session that is
away: 60,000 messages and 140 MB of them were kept whole. Stopping it forgets them, so a site that
must survive a restart of its broker uses one with a disk.
"""

import socket
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from domain.errors import ConfigError, SourceError

if TYPE_CHECKING:
    from iotcore.broker import Broker

LOOPBACK: Final = "127.0.0.1"
_MAX_PAYLOAD_BYTES: Final = 262_144
_WINDOW_MESSAGES: Final = 100


class EmbeddedBroker:
    """A broker on 127.0.0.1; `port` 0 takes a free one. Used as a context or by start and stop."""

    def __init__(self, port: int = 0) -> None:
        self.host = LOOPBACK
        self.port = port or _free_port()
        self._broker: Broker | None = None

    def start(self) -> None:
        """Start it and return when it takes connections.

        Raises
        ------
        ConfigError
            When the broker's package is not installed.
        SourceError
            When the port is taken or the broker does not come up.
        """
        if self._broker is not None:
            return
        try:
            from iotcore.broker import Broker
        except ImportError as error:
            raise ConfigError(
                "the embedded broker is not installed", remedy="pip install 'wellflow[pipeline]'"
            ) from error
        broker = Broker(
            port=self.port,
            listen=self.host,
            max_payload_size=_MAX_PAYLOAD_BYTES,
            max_inflight_count=_WINDOW_MESSAGES,
        )
        try:
            broker.start()
        except (OSError, RuntimeError) as error:
            raise SourceError(
                f"the embedded broker did not start: {error}",
                where=f"{self.host}:{self.port}",
                remedy="free the port or choose another",
            ) from error
        self._broker = broker

    def stop(self) -> None:
        """Stop it and free its port; safe to call twice."""
        if self._broker is not None:
            self._broker.stop()
            self._broker = None

    @property
    def is_running(self) -> bool:
        """Whether its process is alive."""
        return self._broker is not None and self._broker.is_running

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port
