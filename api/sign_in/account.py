"""The pages of who is signed in: oneself, one's sessions, password, and organization."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from api.doors import Visitor
from api.guard.requests import COOKIE, token_of
from api.guard.signed_in import SIGN_IN, visitor_of
from api.look.frame import Html
from api.sign_in import pages
from api.sign_in.forms import local_path
from api.sign_in.routes import Desk, answered
from domain.errors import DataError

MayLook = Callable[[Visitor], bool]
PASSWORD: Final = "/account/password"  # noqa: S105  # an address


def _token(request: Request) -> str:
    return token_of(request.scope) or ""


async def _shown(
    desk: Desk, may_look: MayLook, request: Request, note: Html = pages.NOTHING
) -> Response:
    token, visitor = _token(request), visitor_of(request.scope)
    if visitor.must_change_password:
        return RedirectResponse(PASSWORD, 303)
    sessions = await run_sync(desk.doors.sessions_of, token)
    has_choice = len(await run_sync(desk.doors.choices_of, token)) > 1

    def make(seal: str) -> Html:
        return pages.account(
            seal, visitor, sessions, may_look=may_look(visitor), has_choice=has_choice, note=note
        )

    return desk.page(request, make)


async def show_password(desk: Desk, request: Request) -> Response:
    """Show the page to choose one's own password."""
    visitor = visitor_of(request.scope)
    return desk.page(request, lambda seal: pages.password(seal, visitor))


async def change_password(desk: Desk, request: Request) -> Response:
    """Keep a new password, or say why it will not do."""
    given = await desk.forms.read(request)
    visitor, token = visitor_of(request.scope), _token(request)
    old, new = given.get("old", ""), given.get("new", "")
    try:
        _require_same(new, given.get("again", ""))
        fresh = await run_sync(
            lambda: desk.doors.change_password(token, old, new), limiter=desk.stretching
        )
    except DataError as error:
        said = f"{error.what[:1].upper()}{error.what[1:]}"
        note = pages.alert("The password was not changed.", _sentence(said, error.remedy))
        return desk.page(request, lambda seal: pages.password(seal, visitor, note), 400)
    return desk.let_in(request, fresh, "/account?changed")


def _require_same(new: str, again: str) -> None:
    if new != again:
        raise DataError("the two new ones differ", remedy="type the same one twice")


def _sentence(what: str, remedy: str | None) -> str:
    return f"{what}: {remedy}." if remedy else f"{what}."


async def show_organization(desk: Desk, request: Request) -> Response:
    """Show for whom one may work."""
    choices = await run_sync(desk.doors.choices_of, _token(request))
    wanted = local_path(request.query_params.get("next", "/account"))
    visitor = visitor_of(request.scope)
    return desk.page(request, lambda seal: pages.organization(seal, choices, visitor, wanted))


async def choose_organization(desk: Desk, request: Request) -> Response:
    """Go on for an organization."""
    given = await desk.forms.read(request)
    token, slug = _token(request), given.get("slug", "")
    where = local_path(given.get("next", "/account"))
    where = "/account" if where == "/" else where
    if slug == visitor_of(request.scope).organization:
        return RedirectResponse(quote(where, safe="/?&=%"), 303)
    return desk.let_in(request, await run_sync(desk.doors.go_on_to, token, slug), where)


async def end_session(desk: Desk, request: Request) -> Response:
    """End one of one's own sessions."""
    given = await desk.forms.read(request)
    await run_sync(desk.doors.end_session, _token(request), given.get("session", ""))
    desk.recent.forget()
    return RedirectResponse("/account?ended", 303)


async def sign_out(desk: Desk, request: Request) -> Response:
    """End this session."""
    await desk.forms.read(request)
    await run_sync(desk.doors.sign_out, _token(request))
    desk.recent.forget()
    response = RedirectResponse(SIGN_IN, 303)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


def routes_of(desk: Desk, may_look: MayLook) -> list[BaseRoute]:
    """Return the routes; `may_look` tells who may go on to the runs."""

    async def show_account(desk: Desk, request: Request) -> Response:
        note = pages.NOTHING
        if "changed" in request.query_params:
            note = pages.told("Your new password is kept.", "Your other sessions have ended.")
        elif "ended" in request.query_params:
            note = pages.told("The session has ended.")
        return await _shown(desk, may_look, request, note)

    def route(
        path: str, handler: Callable[[Desk, Request], Awaitable[Response]], method: str
    ) -> Route:
        return Route(path, answered(lambda request: handler(desk, request)), methods=[method])

    return [
        route("/account", show_account, "GET"),
        route(PASSWORD, show_password, "GET"),
        route(PASSWORD, change_password, "POST"),
        route("/account/organization", show_organization, "GET"),
        route("/account/organization", choose_organization, "POST"),
        route("/account/sessions/end", end_session, "POST"),
        route("/account/sign-out", sign_out, "POST"),
    ]
