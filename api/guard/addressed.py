"""Only requests that name these pages, plainly written, are answered."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.guard.refusals import Refusal, refuse
from api.guard.requests import header, repeated
from api.guard.served import ServedAt

LONGEST_ADDRESS_BYTES: Final = 16_384
METHODS: Final = frozenset({"GET", "HEAD", "POST"})


class Addressed:
    """Refuses unknown hosts, addresses that are too long or climb, and methods nobody needs."""

    def __init__(self, app: ASGIApp, served: ServedAt) -> None:
        self.app = app
        self.served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        refusal = self._refusal(scope) if scope["type"] != "lifespan" else None
        if refusal is not None:
            await refuse(refusal, scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        twice = repeated(scope)
        if twice is not None:
            return Refusal(400, f"the header {twice} was sent more than once")
        if not self.served.is_host(header(scope, "host")):
            return Refusal(421, "these pages are not served under that name")
        if scope["type"] == "http" and scope["method"] not in METHODS:
            return Refusal(405, f"{scope['method']} is no method of these pages")
        if len(scope["path"]) + len(scope.get("query_string", b"")) > LONGEST_ADDRESS_BYTES:
            return Refusal(414, "the address is too long")
        parts = scope["path"].replace("\\", "/").split("/")
        if ".." in parts or "\0" in scope["path"]:
            return Refusal(400, "the address climbs out of its folder")
        return None
