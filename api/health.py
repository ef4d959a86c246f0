"""Whether the house stands: one answer for a monitor, with no tenant's rows in it."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from domain.errors import WellflowError
from storage import credentials, settings
from storage.connections import connect
from storage.flavour import detect


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


def from_settings() -> Starlette:
    """Return the application of the state folder that the environment names."""
    return application(settings.state_dir())
