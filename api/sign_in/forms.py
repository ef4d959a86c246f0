"""A form comes back from the browser it was given to, small and plain."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from api.guard.requests import token_of
from domain.errors import DataError

FORM_COOKIE: Final = "wellflow-form"
MOST_FIELDS: Final = 20
LARGEST_BYTES: Final = 16_384
_KIND: Final = "application/x-www-form-urlencoded"


class StaleForm(DataError):  # noqa: N818  # what happened to the form
    """The form was given to another browser, or before these pages were started again."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Seals forms for one browser and one session; a seal ends with this process."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def seal(self, browser: str, token: str) -> str:
        """Return what a form of a browser holds."""
        return hmac.new(self.key, f"{browser}\n{token}".encode(), hashlib.sha256).hexdigest()

    async def read(self, request: Request) -> dict[str, str]:
        """Return the fields of a form that these pages gave to this browser.

        Raises
        ------
        StaleForm
            It was not given to it.
        DataError
            It is no form.
        """
        fields = await _fields(request)
        browser = request.cookies.get(FORM_COOKIE, "")
        wanted = self.seal(browser, token_of(request.scope) or "")
        if not browser or not hmac.compare_digest(fields.get("form", "").encode(), wanted.encode()):
            raise StaleForm("this page was open for too long")
        return fields


async def _fields(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        raise DataError("this is no form")
    body = await request.body()
    if len(body) > LARGEST_BYTES:
        raise DataError("this form is too large")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict",
            max_num_fields=MOST_FIELDS,
        )  # fmt: skip
    except ValueError as error:
        raise DataError("this form cannot be read") from error
    return dict(pairs)


def browser_of(request: Request) -> str:
    """Return the name a browser has for its forms; a new one where it has none."""
    return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)


def set_cookie(response: Response, name: str, value: str, *, is_tls: bool) -> None:
    """Give a browser a cookie that no script reads and no other site sends."""
    response.set_cookie(name, value, path="/", httponly=True, samesite="strict", secure=is_tls)


def local_path(wanted: str) -> str:
    """Return where to go on to: an address on these pages, whatever was asked for."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_ours and wanted.isprintable() and "\\" not in wanted else "/"
