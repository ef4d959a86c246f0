"""A request is as large as a person's act needs, not as large as memory."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.guard.refusals import Refusal, refuse
from api.guard.requests import header

LARGEST_BODY_BYTES: Final = 2_000_000
TOO_LARGE: Final = Refusal(413, f"more than {LARGEST_BODY_BYTES} bytes are not taken")


class _TooLarge(Exception):  # noqa: N818  # ends the reading of a request
    """The body goes on beyond the limit."""


class Limited:
    """Refuses a request whose body is too large, whether it says so or not."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY_BYTES) -> None:
        self.app = app
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = header(scope, "content-length") or "0"
        if not said.isascii() or not said.isdigit() or int(said) > self.largest:
            await refuse(TOO_LARGE, scope, receive, send)
            return
        await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        received, is_begun = 0, False

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.largest:
                raise _TooLarge
            return message

        async def noting(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self.app(scope, counting, noting)
        except _TooLarge:
            if is_begun:
                raise
            await refuse(TOO_LARGE, scope, receive, send)
