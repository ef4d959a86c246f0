"""`wellflow spool`: what waits at the edge, what died and why, and trying it again."""

import json
from contextlib import closing
from pathlib import Path

import click

from cli.collect import spool_file, spool_view, status_text
from cli.session import with_json


@click.group(short_help="See what waits at the edge, and what died there.")
def spool() -> None:
    """See what waits in a collector's spool, and what could not be stored."""


@spool.command()
@click.argument("site", type=click.Path(dir_okay=False, path_type=Path))
@with_json
def status(site: Path, as_json: bool) -> None:
    """Tell what waits in the spool of SITE (or in a spool file)."""
    from ingest.spool.status import spool_status

    with spool_view(site) as opened:
        found = spool_status(opened)
    click.echo(json.dumps(found.as_json()) if as_json else status_text(found))


@spool.command()
@click.argument("site", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--reason", help="Only letters of this reason.")
@click.option("--limit", default=50, show_default=True, help="Most letters to show.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def dead(site: Path, reason: str | None, limit: int, as_json: bool) -> None:
    """Show readings that the database would not take, and why."""
    with spool_view(site) as opened:
        letters = opened.dead(limit, reason)
    if as_json:
        click.echo(json.dumps([letter.as_json() for letter in letters]))
        return
    for letter in letters:
        facts = letter.as_json()
        click.echo(
            f"{facts['seq']}  {letter.reason}  {letter.tag_name or '-'}  {facts['observed_at']}"
            f"  {letter.value if letter.raw is None else letter.raw}  {letter.error}"
        )
    if not letters:
        click.echo("no dead letters")


@spool.command(short_help="Put dead readings back into the queue.")
@click.argument("site", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--reason", help="Only letters of this reason, such as unknown_tag.")
@with_json
def retry(site: Path, reason: str | None, as_json: bool) -> None:
    """Put dead readings back into the queue; a running collector sends them at once."""
    from ingest.spool.spool import Spool

    with closing(Spool(spool_file(site))) as opened:
        count = opened.retry(reason)
    click.echo(json.dumps({"retried": count}) if as_json else f"{count} readings wait again")
