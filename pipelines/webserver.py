"""Dagster's pages, served on a socket that is already listening.

Dagster's own command opens a port by number, which another program may have taken meanwhile, and
which is free for anybody while the pages are started again.
"""

import contextlib
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import dagster as dg
import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_webserver.app import create_app_from_workspace_process_context
from dagster_webserver.version import __version__
from starlette.applications import Starlette

# As Dagster's own command has them.
STATEMENT_TIMEOUT_MS = 15_000
POOL_RECYCLE_S = 3_600
POOL_MAX_OVERFLOW = 20
LIVE_POLL_MS = 2_000


@contextlib.asynccontextmanager
async def _until_ended(_: Starlette) -> AsyncIterator[None]:
    yield


def serve(listening: socket.socket, workspace: Path) -> None:
    """Serve the pages until told to stop; a stop does not wait for open pages."""
    with dg.DagsterInstance.get() as instance:
        instance.optimize_for_webserver(STATEMENT_TIMEOUT_MS, POOL_RECYCLE_S, POOL_MAX_OVERFLOW)
        target = WorkspaceFileTarget([str(workspace)])
        with WorkspaceProcessContext(
            instance, workspace_load_target=target, version=__version__
        ) as context:
            pages = create_app_from_workspace_process_context(
                context, live_data_poll_rate=LIVE_POLL_MS, lifespan=_until_ended
            )
            config = uvicorn.Config(pages, log_level="warning", timeout_graceful_shutdown=2)
            uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
