"""A page of somebody else may open ours in a window; it may not act through them or read them."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.guard.refusals import Refusal, refuse
from api.guard.requests import bearer, cookie, header, is_unsafe
from api.guard.served import ServedAt

# Sent by the browser, and out of reach of a page's scripts.
_OWN: Final = frozenset({"same-origin", "none"})
_WINDOWS: Final = frozenset({"document"})
FOREIGN: Final = Refusal(403, "this was asked from a page that is not one of these")


class OwnPagesOnly:
    """Checks `Origin` and `Sec-Fetch-Site` of what may change something, and of what is embedded.

    Another port of this machine counts as the same site for cookies, so only the same origin
    will do.
    """

    def __init__(self, app: ASGIApp, served: ServedAt) -> None:
        self.app = app
        self.served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "lifespan" and not self._is_own(scope):
            await refuse(FOREIGN, scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_own(self, scope: Scope) -> bool:
        return self._may_act(scope) if is_unsafe(scope) else _may_look(scope)

    def _may_act(self, scope: Scope) -> bool:
        site, origin = header(scope, "sec-fetch-site"), header(scope, "origin")
        if site is not None and site != "same-origin":
            return False
        if origin is not None:
            return origin == self.served.origin(header(scope, "host") or "")
        if bearer(scope) is not None:
            return True
        return site == "same-origin" and cookie(scope) is not None


def _may_look(scope: Scope) -> bool:
    site = header(scope, "sec-fetch-site")
    if site is None or site in _OWN:
        return True
    return (
        header(scope, "sec-fetch-mode") == "navigate"
        and header(scope, "sec-fetch-dest") in _WINDOWS
    )
