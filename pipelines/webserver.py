"""Dagster's pages, guarded, served on a socket that is already listening.

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
from starlette.types import ASGIApp

from api.guard.served import ServedAt
from api.people_doors import PeopleDoors
from api.sign_in.routes import ACCOUNT
from api.site import site
from pipelines.pages.guard import DagsterGuarded, may_look
from pipelines.pages.launched import ASSET_JOB, Launched, OfRun
from storage.server.settings import state_dir

# As Dagster's own command has them.
STATEMENT_TIMEOUT_MS = 15_000
POOL_RECYCLE_S = 3_600
POOL_MAX_OVERFLOW = 20
LIVE_POLL_MS = 2_000
LARGEST_SOCKET_BYTES = 1_000_000


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
            served = ServedAt(listening.getsockname()[1])
            config = uvicorn.Config(
                guarded_pages(context, served, state_dir()),
                log_level="warning", timeout_graceful_shutdown=2,
                # Anybody on this machine could claim another address.
                proxy_headers=False, server_header=False, ws_max_size=LARGEST_SOCKET_BYTES,
            )  # fmt: skip
            uvicorn.Server(config).run(sockets=[listening])


def guarded_pages(context: WorkspaceProcessContext, served: ServedAt, state_dir: Path) -> ASGIApp:
    """Return Dagster's application behind our guard, with the sign-in page before it."""
    pages = create_app_from_workspace_process_context(
        context, live_data_poll_rate=LIVE_POLL_MS, lifespan=_until_ended
    )
    behind = DagsterGuarded(pages, started_before(context.instance), ACCOUNT)
    return site(PeopleDoors(state_dir), state_dir, served, behind, may_look)


def started_before(instance: dg.DagsterInstance) -> OfRun:
    """Return what tells which jobs and assets an earlier run was of."""

    def of_run(run_id: str) -> Launched:
        run = instance.get_run_by_id(run_id)
        if run is None:
            return Launched()
        assets = frozenset(key.to_user_string() for key in run.asset_selection or ())
        return Launched(frozenset({run.job_name} - {ASSET_JOB}), assets)

    return of_run


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
