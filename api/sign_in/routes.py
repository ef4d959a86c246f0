"""The addresses of the sign-in, and what each does; nothing is changed by looking."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from api.doors import ComeLater, Doors, NotLetIn
from api.guard.requests import COOKIE, token_of
from api.guard.served import ServedAt
from api.guard.signed_in import SIGN_IN, Recent
from api.look.frame import ADDRESS as LOOK
from api.look.frame import Html
from api.sign_in import pages
from api.sign_in.forms import (
    FORM_COOKIE,
    Forms,
    StaleForm,
    browser_of,
    local_path,
    set_cookie,
)
from api.sign_in.owner import ADDRESS as OWNER
from api.sign_in.owner import OwnerSessions
from domain.errors import DataError, WellflowError

ORGANIZATION_COOKIE: Final = "wellflow-organization"
# Stretching a secret takes memory; so many are stretched at once.
STRETCHED_AT_ONCE: Final = 2

ACCOUNT: Final = "/account"

Handler = Callable[[Request], Awaitable[Response]]


def is_open(path: str) -> bool:
    """Tell whether a path needs no session."""
    return path in {SIGN_IN, OWNER} or path.startswith(LOOK)


def is_ours(path: str) -> bool:
    """Tell whether a path is one of these pages, and never one of those behind them."""
    return is_open(path) or path == ACCOUNT or path.startswith(f"{ACCOUNT}/")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages share: the doors, the forms they gave out, and how they answer."""

    doors: Doors
    owners: OwnerSessions
    recent: Recent
    served: ServedAt
    forms: Forms = field(default_factory=Forms)
    stretching: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(STRETCHED_AT_ONCE))

    def page(self, request: Request, make: Callable[[str], Html], status: int = 200) -> Response:
        """Return a page whose forms are sealed for the browser that asks."""
        browser = browser_of(request)
        seal = self.forms.seal(browser, token_of(request.scope) or "")
        response = HTMLResponse(make(seal), status)
        self.keep(request, response, FORM_COOKIE, browser)
        return response

    def keep(self, request: Request, response: Response, name: str, value: str) -> None:
        """Put a cookie on an answer."""
        is_tls = self.served.is_tls(request.headers.get("host", ""))
        set_cookie(response, name, value, is_tls=is_tls)

    def let_in(self, request: Request, token: str, where: str) -> Response:
        """Send a browser on with a new session."""
        self.recent.forget()
        response = RedirectResponse(quote(where, safe="/?&=%:@+,;~!$'()*"), 303)
        self.keep(request, response, COOKIE, token)
        return response


def answered(handler: Handler) -> Handler:
    """Return a handler whose failures are pages, too."""

    async def answering(request: Request) -> Response:
        try:
            return await handler(request)
        except (StaleForm, NotLetIn):
            return RedirectResponse(SIGN_IN, 303)
        except DataError as error:
            return _said(400, "That did not work", error.what)
        except WellflowError as error:
            return _said(503, "The books cannot be reached", f"{error.what}. Try again soon.")

    return answering


def _said(status: int, title: str, text: str) -> Response:
    return HTMLResponse(pages.said(title, text, "/account", "Back"), status)


async def show_sign_in(desk: Desk, request: Request) -> Response:
    """Show the sign-in page."""
    wanted = local_path(request.query_params.get("next", "/"))
    organization = request.cookies.get(ORGANIZATION_COOKIE, "")
    return desk.page(
        request, lambda seal: pages.sign_in(seal, wanted=wanted, organization=organization)
    )


async def sign_in(desk: Desk, request: Request) -> Response:
    """Sign a person in, or say that it was not right, never what."""
    try:
        given = await desk.forms.read(request)
    except StaleForm:
        return _again(desk, request, {}, 403, *_STALE)
    slug, email = given.get("organization", "").strip(), given.get("email", "").strip()
    address = request.client.host if request.client else ""
    secret = given.get("password", "")
    try:
        token = await run_sync(
            lambda: desk.doors.sign_in(slug, email, secret, address), limiter=desk.stretching
        )
    except ComeLater:
        return _again(desk, request, given, 429, *_LATER)
    except NotLetIn:
        return _again(desk, request, given, 403, *_WRONG)
    visitor = await run_sync(desk.doors.person_of, token)
    where = local_path(given.get("next", "/"))
    if visitor.must_change_password:
        where = "/account/password"
    elif len(await run_sync(desk.doors.choices_of, token)) > 1:
        where = f"/account/organization?next={quote(where, safe='')}"
    elif where == "/":
        where = "/account"
    response = desk.let_in(request, token, where)
    desk.keep(request, response, ORGANIZATION_COOKIE, slug)
    return response


_WRONG: Final = (
    "That did not let you in.",
    "Check the short name, the e-mail and the password. Which of them is wrong is never said.",
)
_LATER: Final = (
    "Too many tries.",
    "Nobody comes in by this way for some minutes, with the right password either. Wait a quarter "
    "of an hour, or ask someone who manages users for a one-time password.",
)
_STALE: Final = ("This page was open for too long.", "Please sign in once more.")


def _again(
    desk: Desk, request: Request, given: dict[str, str], status: int, title: str, text: str
) -> Response:
    def make(seal: str) -> Html:
        return pages.sign_in(
            seal,
            wanted=local_path(given.get("next", "/")),
            organization=given.get("organization", ""),
            email=given.get("email", ""),
            note=pages.alert(title, text),
        )

    return desk.page(request, make, status)


async def show_owner(desk: Desk, request: Request) -> Response:
    """Show what the link is for; it is used by the button alone."""
    key = request.query_params.get("key", "")
    return desk.page(request, lambda seal: pages.owner(seal, key))


async def let_owner_in(desk: Desk, request: Request) -> Response:
    """Let the owner of the machine in, once."""
    given = await desk.forms.read(request)
    try:
        token = await run_sync(desk.owners.open_with, given.get("key", ""))
    except NotLetIn as refused:
        note = pages.alert(
            "This link does not open any more.",
            f"{refused.what[:1].upper()}{refused.what[1:]}. `wellflow up` prints a new one "
            "when it is started.",
        )
        return desk.page(request, lambda seal: pages.owner(seal, "", note), 403)
    return desk.let_in(request, token, pages.ALL_RUNS)


def routes_of(desk: Desk) -> list[BaseRoute]:
    """Return the routes of coming in; those of who is in are in `api.sign_in.account`."""

    def of(handler: Callable[[Desk, Request], Awaitable[Response]]) -> Handler:
        return answered(lambda request: handler(desk, request))

    return [
        Route(SIGN_IN, of(show_sign_in), methods=["GET"]),
        Route(SIGN_IN, of(sign_in), methods=["POST"]),
        Route(OWNER, of(show_owner), methods=["GET"]),
        Route(OWNER, of(let_owner_in), methods=["POST"]),
    ]
