"""One address for our own pages and for pages that stand behind them, all of them guarded."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from api.doors import Doors
from api.guard.chain import guarded
from api.guard.served import ServedAt
from api.guard.signed_in import Recent
from api.look import frame
from api.sign_in import account, routes
from api.sign_in.entrance import Entrance
from api.sign_in.owner import OwnerSessions


def site(
    people: Doors, state_dir: Path, served: ServedAt, behind: ASGIApp, may_look: account.MayLook
) -> ASGIApp:
    """Return the whole site.

    Parameters
    ----------
    people : Doors
        Keeps people and their sessions.
    state_dir : Path
        Where the machine owner's link is kept.
    served : ServedAt
        Under which names the site is served.
    behind : ASGIApp
        Pages that are reached by who is signed in.
    may_look : callable
        Tells who may go on to them.
    """
    owners = OwnerSessions(state_dir)
    doors = Entrance(people, owners)
    recent = Recent(doors)
    desk = routes.Desk(doors, owners, recent, served)
    ours = Starlette(
        routes=[*frame.routes(), *routes.routes_of(desk), *account.routes_of(desk, may_look)]
    )

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] != "lifespan" and routes.is_ours(scope["path"])
        await (ours if is_ours else behind)(scope, receive, send)

    return guarded(either, served, recent, routes.is_open)
