"""What every simulated device is, whatever its protocol."""

from typing import Protocol


class PlayedDevice(Protocol):
    """A server or publisher over one list of samples."""

    name: str

    async def start(self) -> None:
        """Open the sockets; return when a reader may come."""
        ...

    async def run(self) -> None:
        """Serve until every sample was acknowledged."""
        ...

    async def stop(self) -> None:
        """Close the sockets."""
        ...

    def describe(self) -> list[str]:
        """Say in lines of text where to point a reader and what it finds there."""
        ...
