"""`wellflow bench`: our speed beside the limit, measured in the same run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bench.figure import Figure


@click.group()
def bench() -> None:
    """Measure our speed beside the limit of what it stands on."""


with_json_file = click.option(
    "--json", "json_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the figures to FILE.",
)  # fmt: skip
with_admin = click.option(
    "--admin", metavar="DSN",
    help="An administrator's address; WELLFLOW_DATABASE_URL or an embedded server of its own"
    " when left out.",
)  # fmt: skip


@bench.command(short_help="Readings a second, from the spool to committed.")
@with_json_file
@click.option("--rows", default=200_000, show_default=True, help="Readings in each of 5 rounds.")
@with_admin
def ingest(json_file: Path | None, rows: int, admin: str | None) -> None:
    """Measure rows a second from the spool to committed, beside bare COPY and COPY + INSERT."""
    from bench.ingest import ingest_figures

    with _administrator(admin) as dsn:
        _publish(ingest_figures(dsn, rows=rows), json_file)


@bench.command(short_help="What it costs that a session is proven.")
@with_json_file
@click.option(
    "--transactions", default=2_000, show_default=True, help="On each side in each of 5 rounds."
)
@with_admin
def tenancy(json_file: Path | None, transactions: int, admin: str | None) -> None:
    """Measure a tenant's transaction with a session, beside the same one without."""
    from bench.tenancy import tenancy_figures

    with _administrator(admin) as dsn:
        _publish(tenancy_figures(dsn, transactions=transactions), json_file)


def _publish(figures: "list[Figure]", json_file: Path | None) -> None:
    if json_file is not None:
        json_file.write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n")
    for figure in figures:
        click.echo(figure.line())


@contextmanager
def _administrator(given: str | None) -> Iterator[str]:
    """Give a server: the given one, the settings', or an embedded one that is removed again."""
    import tempfile

    from storage.server import settings
    from storage.server.embedded import EmbeddedServer

    address = given or settings.database_url()
    if address is not None:
        yield address
        return
    with tempfile.TemporaryDirectory(prefix="wellflow-bench-") as folder:
        server = EmbeddedServer(Path(folder))
        with server:
            yield server.admin_dsn
        server.remove()
