"""The frame every page stands in, filled so that no word of a person becomes markup."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

HERE: Final = Path(__file__).parent
ADDRESS: Final = "/look/"
SHOWN: Final[dict[str, str]] = {
    "tokens.css": "text/css",
    "page.css": "text/css",
    "mark.svg": "image/svg+xml",
    "strata.svg": "image/svg+xml",
}


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


@cache
def _template(path: Path) -> Template:
    return Template(path.read_text(encoding="utf-8"))


def fill(path: Path, /, **parts: str) -> Html:
    """Return a template with its parts put in; what is no markup is written as plain text."""
    safe = {
        name: part if isinstance(part, Html) else escape(part, quote=True)
        for name, part in parts.items()
    }
    return Html(_template(path).substitute(safe))


def framed(title: str, content: Html, *, home: str = "/", is_broad: bool = False) -> Html:
    """Return a whole page."""
    width = "broad" if is_broad else ""
    return fill(HERE / "page.html", title=title, content=content, home=home, width=width)


def routes() -> list[BaseRoute]:
    """Return the routes of style sheets and pictures; there are no others."""

    def shown(name: str, kind: str) -> Route:
        async def endpoint(_: object) -> Response:
            return FileResponse(HERE / name, media_type=kind)

        return Route(f"{ADDRESS}{name}", endpoint, methods=["GET"])

    return [shown(name, kind) for name, kind in SHOWN.items()]
