"""A device whose port opens but that never says a word: a hung remote terminal unit."""

import asyncio
import contextlib

from ingest.protocols.modbus.site import ModbusDevice


class DeadDevice:
    """Accepts connections and answers nothing."""

    def __init__(self, device: ModbusDevice) -> None:
        self.name = device.name
        self._device = device
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(
            self._ignore, self._device.host, self._device.port
        )

    async def run(self) -> None:
        """Have nothing to do."""

    async def stop(self) -> None:
        """Hang up and free the port."""
        if self._server is None:
            return
        self._server.close()
        for writer in tuple(self._writers):
            writer.close()
        await self._server.wait_closed()
        self._server = None

    def describe(self) -> list[str]:
        """Say that nobody answers there."""
        return [f"Modbus TCP {self._device.host}:{self._device.port}: dead, never answers"]

    async def _ignore(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while await reader.read(1024):
                pass
        except ConnectionError:
            return
        finally:
            self._writers.discard(writer)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
