"""The middleware in the order it must stand in."""

from collections.abc import Callable

from starlette.types import ASGIApp

from api.guard.addressed import Addressed
from api.guard.headers import Headed
from api.guard.origins import OwnPagesOnly
from api.guard.served import ServedAt
from api.guard.signed_in import Recent, SignedIn
from api.guard.sizes import Limited


def guarded(
    app: ASGIApp, served: ServedAt, recent: Recent, is_open: Callable[[str], bool]
) -> ASGIApp:
    """Return an application that is reached only through all checks.

    Parameters
    ----------
    app : ASGIApp
        What is guarded.
    served : ServedAt
        Under which names.
    recent : Recent
        Looks a session up.
    is_open : callable
        Tells which paths need no session: the sign-in page, and what it looks like.
    """
    inner = SignedIn(app, served, recent, is_open)
    return Headed(Addressed(OwnPagesOnly(Limited(inner), served), served), served)
