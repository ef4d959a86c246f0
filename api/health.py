"""Whether the house stands: one answer for a monitor, with no tenant's rows in it."""

import socket
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from domain.errors import WellflowError
from storage.connections import connect
from storage.schema.flavour import detect
from storage.server import credentials, settings


def database_health(state_dir: Path) -> dict[str, str]:
    """Return the state of the database as the api login sees it."""
    dsn = credentials.load(state_dir).dsn("api")
    with connect(dsn, application="wellflow-health") as connection:
        return {"database": "ok", "flavour": detect(connection)}


def application(state_dir: Path) -> Starlette:
    """Return the HTTP application that serves ``/health``."""

    async def health(_: Request) -> JSONResponse:
        try:
            return JSONResponse(await run_in_threadpool(database_health, state_dir))
        except WellflowError as error:
            return JSONResponse({"database": "unreachable", "why": error.what}, status_code=503)

    return Starlette(routes=[Route("/health", health)])


def serve(listening: socket.socket) -> None:
    """Serve the state folder that the environment names on a socket that is already listening."""
    config = uvicorn.Config(application(settings.state_dir()), log_level="warning")
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
