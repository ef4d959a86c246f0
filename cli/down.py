"""`wellflow down`: end what runs for this state folder, and remove its databases when asked."""

import json
from typing import TYPE_CHECKING, Final

import click

from cli.session import with_json
from domain.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

_DEMO: Final = "demo"


@click.command(short_help="Stop `wellflow up`, a demo and their databases.")
@click.option(
    "--remove", is_flag=True, help="Delete the embedded databases too, with all that is in them."
)
@with_json
def down(remove: bool, as_json: bool) -> None:
    """Stop `wellflow up`, a demo and the embedded databases, one's own and the demo's."""
    from storage.server import settings

    own = settings.state_dir()
    done = {str(folder): _end(folder, remove=remove) for folder in (own, own / _DEMO)}
    if as_json:
        click.echo(json.dumps(done))
        return
    for folder, steps in done.items():
        click.echo(f"{folder}  {', '.join(steps) or 'nothing was there'}")


def _end(folder: "Path", *, remove: bool) -> list[str]:
    from installation import up_lock

    steps = []
    ended = up_lock.end_holder(folder)
    if ended is not None:
        steps.append(f"stopped {ended}")
    if (folder / "embedded").is_dir():
        steps += _end_database(folder, remove=remove)
    return steps


def _end_database(folder: "Path", *, remove: bool) -> list[str]:
    from storage.server.embedded import EmbeddedServer

    steps = []
    server = EmbeddedServer(folder)
    if server.is_running():
        # A server without a holder is left by a killed one: its last holder stops it.
        with server:
            pass
        if server.is_running():
            raise ConfigError(
                "the embedded database is in use",
                where=str(folder),
                remedy="end the demo, or the command that uses it, first",
            )
        steps.append("stopped the database")
    if remove:
        server.remove()
        steps.append("removed the database")
    return steps
