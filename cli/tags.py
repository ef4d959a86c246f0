"""`wellflow tags apply SITE.toml --as EMAIL`: register the tags of a site."""

import json
from pathlib import Path

import click

from cli.session import with_json, with_person


@click.group()
def tags() -> None:
    """Register the tags of a site and bind them to what they measure."""


@tags.command(short_help="Register and bind the tags of SITE.")
@click.argument("site", type=click.Path(dir_okay=False, path_type=Path))
@with_person
@click.option("--take-over", is_flag=True, help="Also take tags that another collector holds.")
@with_json
def apply(site: Path, email: str | None, take_over: bool, as_json: bool) -> None:
    """Register every tag of SITE with its unit, kind and dated binding; applying twice is safe."""
    from contextlib import closing

    from access.kept_sessions import signed_in
    from exchange.tags import apply_tags
    from ingest.site.file import load_site
    from storage.connections import connect
    from storage.server.store import opened_store

    loaded = load_site(site)
    with (
        opened_store() as store,
        closing(connect(store.credentials.dsn("api"), application="tags")) as conn,
    ):
        person = signed_in(conn, store.state_dir, loaded.collector.organization, email)
        report = apply_tags(conn, person.organization_id, person, loaded, take_over=take_over)
    if as_json:
        click.echo(json.dumps(report._asdict()))
        return
    for what, names in report._asdict().items():
        click.echo(f"{what:<11} {len(names)}" + (f": {', '.join(names)}" if names else ""))
