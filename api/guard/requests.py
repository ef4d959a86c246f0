"""What a middleware reads of a request: a header that stands there once, a cookie, a token."""

from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.types import Scope

SAFE_METHODS: Final = frozenset({"GET", "HEAD"})
COOKIE: Final = "wellflow"
# Headers that decide who is let in; twice, the one checked might not be the one obeyed.
_ONCE: Final = (
    b"host", b"origin", b"cookie", b"authorization", b"content-type", b"content-length",
    b"sec-fetch-site",
)  # fmt: skip


def header(scope: Scope, name: str) -> str | None:
    """Return a header of a request, or nothing where it is not sent."""
    wanted = name.lower().encode("latin-1")
    for each, value in scope["headers"]:
        if each == wanted:
            return str(value.decode("latin-1"))
    return None


def repeated(scope: Scope) -> str | None:
    """Return the name of a deciding header that a request holds more than once."""
    names = [name for name, _ in scope["headers"]]
    return next((each.decode() for each in _ONCE if names.count(each) > 1), None)


def bearer(scope: Scope) -> str | None:
    """Return the token of an `Authorization` header; no page of another origin can send one."""
    kind, _, token = (header(scope, "authorization") or "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None


def cookie(scope: Scope) -> str | None:
    """Return the token of the session cookie."""
    try:
        found = SimpleCookie(header(scope, "cookie") or "").get(COOKIE)
    except CookieError:
        return None
    return found.value if found is not None and found.value else None


def cookie_text(token: str, *, is_tls: bool) -> str:
    """Return what gives a browser its token: read by no script, sent by no other site."""
    secure = "; Secure" if is_tls else ""
    return f"{COOKIE}={token}; HttpOnly; Path=/; SameSite=Strict{secure}"


def token_of(scope: Scope) -> str | None:
    """Return the session token of a request, however it was sent."""
    return bearer(scope) or cookie(scope)


def is_unsafe(scope: Scope) -> bool:
    """Tell whether a request may change something: any method but reading, any websocket."""
    return scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS


def is_navigation(scope: Scope) -> bool:
    """Tell whether a person looks at the answer: a page opened in a window."""
    if scope["type"] != "http" or is_unsafe(scope):
        return False
    mode = header(scope, "sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    return "text/html" in (header(scope, "accept") or "")
