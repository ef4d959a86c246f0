"""`wellflow probe URL`: read one register, node or topic and show it decoded, with its quality."""

import json
from math import isfinite
from typing import TYPE_CHECKING

import click

from cli.session import with_json
from ingest.protocols.registry import PROTOCOLS, about

if TYPE_CHECKING:
    from ingest.probe import Probed


def _help() -> str:
    told = [about(name) for name in PROTOCOLS]
    examples = "\n".join(each.example for each in told)
    explained = " ".join(each.explained for each in told if each.explained)
    return f"Read what URL names, once.\n\n\b\n{examples}\n\n{explained}"


@click.command(help=_help())
@click.argument("url")
@click.option("--timeout-s", default=5.0, show_default=True, help="How long to wait, in seconds.")
@with_json
def probe(url: str, timeout_s: float, as_json: bool) -> None:
    """Read what URL names, once."""
    import asyncio

    from ingest.probe import probe as look

    found = asyncio.run(look(url, timeout_s))
    shown = _shown(found)
    if as_json:
        click.echo(json.dumps({"url": url, **shown}))
    else:
        for name, text in shown.items():
            click.echo(f"{name:<12} {'none' if text is None else text}")


def _shown(found: "Probed") -> dict[str, object]:
    from ingest.probe import quality_name

    reading = found.reading
    return {
        "value": reading.value if _is_json(reading.value) else str(reading.value),
        "quality": quality_name(reading.quality),
        "quality_code": f"{reading.quality:#010x}",
        "observed_at": reading.observed_at.isoformat(),
        "received_at": reading.received_at.isoformat(),
        "raw": found.raw,
    }


def _is_json(value: float | None) -> bool:
    """Tell whether JSON has the number; it has no infinities and no NaN."""
    return value is None or isfinite(value)
