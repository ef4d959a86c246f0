"""What a browser is told to do with every answer: embed it nowhere, keep nothing, load ours."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.guard.requests import header
from api.guard.served import ServedAt

# What never changes under its address, and holds nobody's figures.
STATIC: Final = ("/_next/static/", "/vendor/", "/look/")
ALWAYS: Final[dict[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A form of ours must send its origin, which `no-referrer` would take away.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_TLS_FOR: Final = "max-age=31536000"
# Pages of ours: no script at all, no style in the page, nothing from elsewhere.
OWN_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# A worker obeys the policy that its own file brings.
SCRIPTS: Final = "/_next/static/"
SCRIPT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def beside_own(socket: str) -> str:
    """Return what is asked of a page beside the policy it brings: a browser obeys both.

    Its scripts are held by its own policy, which knows their nonce.
    """
    return (
        "object-src 'none'; base-uri 'none'; frame-src 'none'; frame-ancestors 'none'; "
        f"form-action 'self'; connect-src 'self' {socket}; img-src 'self' data: blob:; "
        "font-src 'self' data:; media-src 'self'; manifest-src 'self'; worker-src 'self' blob:"
    )


class Headed:
    """Puts the headers on every answer, refusals included."""

    def __init__(self, app: ASGIApp, served: ServedAt) -> None:
        self.app = app
        self.served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._put(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, headed)

    def _put(self, headers: MutableHeaders, scope: Scope) -> None:
        host = header(scope, "host") or ""
        is_known = self.served.is_host(host)
        for name, value in ALWAYS.items():
            headers[name] = value
        if not scope["path"].startswith(STATIC):
            headers["Cache-Control"] = "no-store"
        if is_known and self.served.is_tls(host):
            headers["Strict-Transport-Security"] = _TLS_FOR
        if "content-security-policy" in headers:
            origin = self.served.origin(host) if is_known else "'none'"
            headers.append("Content-Security-Policy", beside_own(origin.replace("http", "ws", 1)))
        else:
            is_script = scope["path"].startswith(SCRIPTS)
            headers["Content-Security-Policy"] = SCRIPT_POLICY if is_script else OWN_POLICY
        # What runs here in which version is nobody's business.
        del headers["server"]
        del headers["x-dagster-call-counts"]
