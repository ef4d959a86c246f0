"""A connection to an OPC UA server: opened, given back, and its failures in our words."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from asyncua import Client, ua

from domain.errors import SourceError
from ingest.cancellation import stay_cancelled

_log = logging.getLogger(__name__)

_SESSION_TIMEOUT_MS: Final = 60_000

# The library logs each broken connection with stack traces; the source says it once.
logging.getLogger("asyncua").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Patience:
    """How long the source waits for a server, by what it waits for."""

    request_s: float = 4.0
    keep_alive_s: float = 5.0
    bad_node_s: float = 60.0

    @property
    def silence_s(self) -> float:
        """How long a subscription may report nothing, not even that it lives."""
        return 3 * self.keep_alive_s


@asynccontextmanager
async def connected(url: str, patience: Patience) -> AsyncIterator[Client]:
    """Give a client with a session; raise `SourceError` when the server does not."""
    client = Client(url, timeout=patience.request_s, watchdog_intervall=patience.request_s)
    client.session_timeout = _SESSION_TIMEOUT_MS
    try:
        async with translated(url):
            await client.connect()
        yield client
    finally:
        await _left(client, patience)


async def _left(client: Client, patience: Patience) -> None:
    """Close what is open; a server that is gone cannot be told so.

    The library swallows a cancellation while it closes, so it closes in a task of its own and
    ours stays cancelled.
    """
    closing = asyncio.create_task(client.disconnect())
    try:
        await asyncio.wait([closing], timeout=patience.request_s)
    finally:
        if not closing.done():
            closing.cancel()
            client.disconnect_socket()
        elif not closing.cancelled() and closing.exception() is not None:
            _log.debug("leaving a server failed: %r", closing.exception())


@asynccontextmanager
async def translated(where: str) -> AsyncIterator[None]:
    """Turn what the library raises into `SourceError`, and keep a cancellation it lost."""
    try:
        yield
    except (OSError, TimeoutError, ua.UaError) as error:
        said = str(error) or type(error).__name__
        raise SourceError(f"the server failed: {said}", where=where) from error
    stay_cancelled()


def node_id_of(text: str, namespaces: Sequence[str]) -> ua.NodeId:
    """Return the node a site file means; ``nsu=URI;`` is found among the server's namespaces.

    Raises
    ------
    SourceError
        When the text is no node id or the server has no such namespace.
    """
    local = text
    if text.startswith("nsu="):
        uri, _, rest = text.removeprefix("nsu=").partition(";")
        if uri not in namespaces:
            raise SourceError(f"the server has no namespace {uri}", where=text)
        local = f"ns={namespaces.index(uri)};{rest}"
    try:
        return ua.NodeId.from_string(local)
    except ua.UaError as error:
        raise SourceError("not a node id", where=text) from error
