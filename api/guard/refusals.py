"""A refusal as a program reads it: problem+json (RFC 9457), or the end of a websocket."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

POLICY_VIOLATION: Final = 1008


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered, and what would be."""

    status: int
    title: str
    detail: str = ""

    def response(self) -> JSONResponse:
        """Return the answer."""
        body = {"type": "about:blank", "status": self.status, "title": self.title}
        if self.detail:
            body["detail"] = self.detail
        return JSONResponse(body, self.status, media_type="application/problem+json")


async def refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with a refusal; a websocket is closed before it is opened."""
    if scope["type"] == "websocket":
        await send(
            {"type": "websocket.close", "code": POLICY_VIOLATION, "reason": refusal.title[:100]}
        )
        return
    await refusal.response()(scope, receive, send)
