"""The middleware around Dagster's application: its routes and operations, for who is signed in."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from graphql import OperationType
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.doors import Visitor
from api.guard.refusals import Refusal, refuse
from api.guard.requests import header, is_navigation
from api.guard.signed_in import visitor_of
from domain.capabilities import READ_VOLUME, WHO_SEES
from domain.errors import DataError
from pipelines.pages.documents import Document, read_document
from pipelines.pages.launched import OfRun, launched_by
from pipelines.pages.operations import MUTATIONS, Asked, may_ask, may_launch

GRAPHQL: Final = "/graphql"
# Files of a notebook anywhere on this machine, as HTML with its scripts.
SHUT: Final = ("/notebook", "/dagit/notebook")
LOOKS: Final = frozenset(WHO_SEES[READ_VOLUME])
NOT_ALLOWED: Final = 403


class DagsterGuarded:
    """Lets through reading, and the runs a visitor may start; refuses everything else."""

    def __init__(self, app: ASGIApp, of_run: OfRun, account_page: str) -> None:
        self.app = app
        self.of_run = of_run
        self.account_page = account_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        visitor = visitor_of(scope)
        refusal = _of_visitor(visitor) or _of_route(scope)
        if not may_look(visitor) and is_navigation(scope):
            # Says in words of ours what is shown to whom.
            await RedirectResponse(self.account_page, 303)(scope, receive, send)
        elif refusal is not None:
            await refuse(refusal, scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, _only_subscriptions(receive), send)
        elif scope["path"].rstrip("/") == GRAPHQL:
            await self._ask(visitor, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _ask(self, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        try:
            asked = _asked(body)
            document = await run_in_threadpool(read_document, asked["query"], asked["variables"])
        except DataError as error:
            await refuse(Refusal(400, error.what), scope, receive, send)
            return
        refusal = await run_in_threadpool(self._of_document, visitor, document)
        if refusal is not None:
            await refuse(refusal, scope, receive, send)
            return
        # What was looked at is what goes on: nothing beside it can be read in another way.
        await _with_body(self.app, json.dumps(asked).encode(), scope, send)

    def _of_document(self, visitor: Visitor, document: Document) -> Refusal | None:
        if document.kinds - {OperationType.QUERY, OperationType.MUTATION}:
            return Refusal(400, "subscriptions go through a websocket")
        for asked in document.mutations:
            if not may_ask(visitor, asked.name):
                return Refusal(NOT_ALLOWED, f"{visitor.name} may not do {asked.name} here")
            if MUTATIONS[asked.name] is not Asked.LAUNCH:
                continue
            try:
                started = launched_by(asked, self.of_run)
            except DataError as error:
                return Refusal(NOT_ALLOWED, error.what)
            if not may_launch(visitor, started.jobs, started.assets):
                names = ", ".join(sorted(started.jobs | started.assets))
                return Refusal(NOT_ALLOWED, f"{visitor.name} may not start {names} here")
        return None


def may_look(visitor: Visitor) -> bool:
    """Tell whether a visitor may look at these pages."""
    return _of_visitor(visitor) is None


def _of_visitor(visitor: Visitor) -> Refusal | None:
    if visitor.must_change_password:
        return Refusal(
            NOT_ALLOWED, f"{visitor.name} has a one-time password, which must be changed"
        )
    if not (visitor.is_machine_owner or visitor.capabilities & LOOKS):
        return Refusal(NOT_ALLOWED, f"{visitor.name} may not look at these pages")
    if not visitor.sees_all:
        return Refusal(
            NOT_ALLOWED,
            "these pages show the work of every organization of this installation",
            "they are for the owner of the machine, and for who belongs to all of them",
        )
    return None


def _of_route(scope: Scope) -> Refusal | None:
    path = scope["path"].rstrip("/")
    if path in SHUT:
        return Refusal(NOT_ALLOWED, "notebooks are not shown here")
    if scope["type"] == "websocket":
        return None if path == GRAPHQL else Refusal(404, "there is no socket here")
    is_asking = path == GRAPHQL
    if is_asking and scope["method"] != "POST":
        return Refusal(405, "GraphQL is asked by POST alone")
    if not is_asking and scope["method"] == "POST":
        return Refusal(NOT_ALLOWED, "nothing is reported to Dagster from outside")
    if is_asking and (header(scope, "content-type") or "").partition(";")[0].strip().lower() != (
        "application/json"
    ):
        return Refusal(415, "GraphQL is asked in application/json alone")
    return None


def _asked(body: bytes) -> dict[str, Any]:
    """Return the question a body holds, and nothing beside it."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise DataError("the request is no JSON") from error
    if not isinstance(found, Mapping) or not isinstance(found.get("query"), str):
        raise DataError("the request holds no question")
    variables = found.get("variables")
    if variables is not None and not isinstance(variables, Mapping):
        raise DataError("variables are an object")
    name = found.get("operationName")
    if name is not None and not isinstance(name, str):
        raise DataError("the name of an operation is a text")
    return {"query": found["query"], "variables": variables, "operationName": name}


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return b"".join(parts)


async def _with_body(app: ASGIApp, body: bytes, scope: Scope, send: Send) -> None:
    left = [body]

    async def again() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return {"type": "http.disconnect"}

    sized = (b"content-length", str(len(body)).encode())
    others = [each for each in scope["headers"] if each[0] not in {sized[0], b"transfer-encoding"}]
    await app({**scope, "headers": [*others, sized], "query_string": b""}, again, send)


def _only_subscriptions(receive: Receive) -> Callable[[], Awaitable[Message]]:
    """Return a way to read a websocket on which questions of another kind end it."""

    async def reading() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and not _is_subscribing(message):
            return {"type": "websocket.disconnect", "code": 1008}
        return message

    return reading


def _is_subscribing(message: Message) -> bool:
    text = message.get("text")
    try:
        said = json.loads(text if text is not None else message.get("bytes") or b"")
        if not isinstance(said, Mapping):
            return False
        if said.get("type") != "start":
            return True
        asked = _asked(json.dumps(said.get("payload")).encode())
        document = read_document(asked["query"], asked["variables"])
    except (ValueError, RecursionError, DataError):
        return False
    return document.kinds <= {OperationType.SUBSCRIPTION}
