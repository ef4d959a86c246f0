"""Under which names the pages are served, and what an own page is."""

from dataclasses import dataclass
from typing import Final

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class ServedAt:
    """The port the pages listen on, and names that a proxy with TLS gives them.

    A page of another site can make its own name point at this machine (DNS rebinding); then the
    browser sends that name, which is none of these.
    """

    port: int
    public: tuple[str, ...] = ()

    def is_host(self, host: str | None) -> bool:
        """Tell whether a `Host` header names these pages."""
        return host is not None and (self._is_loopback(host) or host.lower() in self.public)

    def origin(self, host: str) -> str:
        """Return the origin of the pages as the browser that sent this `Host` calls it."""
        return f"{'http' if self._is_loopback(host) else 'https'}://{host.lower()}"

    def is_tls(self, host: str) -> bool:
        """Tell whether the browser that sent this `Host` came by TLS."""
        return not self._is_loopback(host)

    def _is_loopback(self, host: str) -> bool:
        return host.lower() in {f"{name}:{self.port}" for name in LOOPBACK}
