"""Only who is signed in comes further; a session that ends shuts what it had opened."""

import hashlib
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.doors import Doors, NotLetIn, Visitor
from api.guard.refusals import POLICY_VIOLATION, Refusal, refuse
from api.guard.requests import COOKIE, bearer, cookie, cookie_text, header, is_navigation, token_of
from api.guard.served import ServedAt
from domain.errors import WellflowError

SIGN_IN: Final = "/sign-in"
# How long a session that was ended may still be believed here.
BELIEVED_S: Final = 2.0
MOST_BELIEVED: Final = 256
_KEY: Final = "wellflow.visitor"
NOBODY: Final = Refusal(401, "nobody is signed in", f"sign in at {SIGN_IN}")
UNKNOWN: Final = Refusal(503, "whether somebody is signed in cannot be told", "try again soon")


def visitor_of(scope: Scope) -> Visitor:
    """Return who asks; only behind `SignedIn`."""
    found = scope[_KEY]
    if not isinstance(found, Visitor):
        raise TypeError(f"not a visitor: {found!r}")
    return found


class Recent:
    """Visitors looked up a moment ago: a page of many files asks the database once."""

    def __init__(self, doors: Doors, clock: Callable[[], float] = time.monotonic) -> None:
        self.doors = doors
        self._clock = clock
        self._known: dict[bytes, tuple[float, Visitor]] = {}

    def person_of(self, token: str) -> Visitor:
        """Return whose session a token is, or raise `NotLetIn`."""
        key, now = hashlib.sha256(token.encode()).digest(), self._clock()
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        self._known.pop(key, None)
        visitor = self.doors.person_of(token)
        if len(self._known) >= MOST_BELIEVED:
            self._known.clear()
        self._known[key] = (now + BELIEVED_S, visitor)
        return visitor

    def forget(self) -> None:
        """Ask again next time: a session was ended or changed here."""
        self._known.clear()


class SignedIn:
    """Refuses who has no good session; pages lead to the sign-in page instead."""

    def __init__(
        self, app: ASGIApp, served: ServedAt, recent: Recent, is_open: Callable[[str], bool]
    ) -> None:
        self.app = app
        self.served = served
        self.recent = recent
        self.is_open = is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "lifespan" or self.is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        token = token_of(scope)
        try:
            visitor = await self._visitor(token)
        except NotLetIn:
            await _to_the_door(scope, receive, send)
            return
        except WellflowError:
            await refuse(UNKNOWN, scope, receive, send)
            return
        scope[_KEY] = visitor
        if scope["type"] == "websocket":
            await self.app(scope, receive, self._watched(token or "", send))
        else:
            await self.app(scope, receive, await self._renewing(scope, send))

    async def _visitor(self, token: str | None) -> Visitor:
        if token is None:
            raise NotLetIn("nobody is signed in")
        return await run_in_threadpool(self.recent.person_of, token)

    async def _renewing(self, scope: Scope, send: Send) -> Send:
        """Return a way to answer that hands a browser its fresh token, when it is time for one."""
        held = cookie(scope)
        if held is None or bearer(scope) is not None:
            return send
        try:
            fresh = await run_in_threadpool(self.recent.doors.renewed, held)
        except WellflowError:
            return send
        if fresh == held:
            return send

        async def handing_out(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if not any(f"{COOKIE}=" in each for each in headers.getlist("set-cookie")):
                    is_tls = self.served.is_tls(header(scope, "host") or "")
                    headers.append("set-cookie", cookie_text(fresh, is_tls=is_tls))
            await send(message)

        return handing_out

    def _watched(self, token: str, send: Send) -> Send:
        """Return a way to send on a websocket for as long as its session is good."""
        is_shut = False

        async def while_good(message: Message) -> None:
            nonlocal is_shut
            if is_shut:
                return
            if message["type"] == "websocket.send":
                try:
                    await self._visitor(token)
                except WellflowError:
                    is_shut = True
                    await send({"type": "websocket.close", "code": POLICY_VIOLATION})
                    return
            await send(message)

        return while_good


async def _to_the_door(scope: Scope, receive: Receive, send: Send) -> None:
    if not is_navigation(scope):
        await refuse(NOBODY, scope, receive, send)
        return
    wanted = scope["path"] + (f"?{q.decode('latin-1')}" if (q := scope["query_string"]) else "")
    where = SIGN_IN if wanted == "/" else f"{SIGN_IN}?next={quote(wanted, safe='/')}"
    await RedirectResponse(where, status_code=303)(scope, receive, send)
