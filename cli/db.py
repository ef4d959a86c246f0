"""`wellflow db`: make the database, bring it up to date, see where it stands, check it."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cli.session import Decorator, with_json
from domain.errors import ConfigError

if TYPE_CHECKING:
    from storage.schema.check import Checked

with_admin: Decorator = click.option(
    "--admin",
    metavar="DSN",
    help="An administrator's address; WELLFLOW_DATABASE_URL or the embedded server when left out.",
)


@click.group()
def db() -> None:
    """Make the database, bring it up to date, see where it stands."""


@db.command(short_help="Make database, roles and rights.")
@with_admin
@click.option("--database", metavar="NAME", help="Name of the database; roles begin with it.")
@with_json
def bootstrap(admin: str | None, database: str | None, as_json: bool) -> None:
    """Make database, roles and rights; keep the passwords in the state folder."""
    from storage.server import bootstrap as make
    from storage.server import settings
    from storage.server.credentials import ROLES, path_in
    from storage.server.store import database_named_by

    folder = settings.state_dir()
    with administrator(admin) as dsn:
        credentials = make.bootstrap(
            dsn,
            database or database_named_by(dsn),
            folder,
            owns_server=admin is None and settings.database_url() is None,
        )
    _print(
        {
            "database": credentials.database,
            "host": credentials.host,
            "port": credentials.port,
            "roles": [credentials.login(role) for role in ROLES],
            "credentials": str(path_in(folder)),
        },
        as_json,
    )


@db.command()
@with_json
def migrate(as_json: bool) -> None:
    """Apply the migrations that are pending."""
    from storage.schema import migrate as runner

    with owner() as dsn:
        report = runner.migrate(dsn)
    _print(
        {
            "flavour": report.flavour,
            "applied": list(report.applied),
            "resumed": list(report.resumed),
            "comments_renewed": report.comments_renewed,
            "changed": report.changed,
        },
        as_json,
    )


@db.command()
@with_json
def status(as_json: bool) -> None:
    """Tell which migrations are applied and which are pending."""
    from storage.schema import migrate as runner

    with owner() as dsn:
        found = runner.status(dsn)
    _print(
        {
            "flavour": found.flavour,
            "applied": list(found.applied),
            "interrupted": list(found.interrupted),
            "pending": list(found.pending),
        },
        as_json,
    )


@db.command(short_help="Look for what keeps tenants apart no more.")
@click.option(
    "--dsn",
    metavar="DSN",
    help="The owner's address, or a superuser's; that of the state folder when left out.",
)
@with_json
def check(dsn: str | None, as_json: bool) -> None:
    """Hold the database against the rules of tenancy and against what the migrations make.

    Each breach is printed with what to do about it, one a line. Exits 1 when there are any.
    Nothing is changed.
    """
    from storage.schema.check import check as put_to_the_gate

    with nullcontext(dsn) if dsn is not None else owner() as address:
        checked = put_to_the_gate(address)
    if as_json:
        click.echo(json.dumps(_as_facts(checked)))
    else:
        for line in checked.lines():
            click.echo(line)
        click.echo(
            f"{checked.database}: {len(checked.violations)} violations of {checked.rules} rules,"
            f" {checked.objects} objects compared"
        )
    if checked.violations:
        sys.exit(1)


def _as_facts(checked: "Checked") -> dict[str, Any]:
    return {
        "database": checked.database,
        "flavour": checked.flavour,
        "rules": checked.rules,
        "objects": checked.objects,
        "violations": [
            {**asdict(each), "remedy": checked.remedy(each)} for each in checked.violations
        ],
    }


@db.command(short_help="Print the DDL of a table of the catalog.")
@click.argument("table")
@with_json
def draft(table: str, as_json: bool) -> None:
    """Print the DDL of a table of the catalog, for the next numbered migration."""
    from catalog.registry import BY_NAME
    from catalog.render import draft as render

    if table not in BY_NAME:
        raise ConfigError(
            f"the catalog has no table {table!r}", remedy=f"one of {', '.join(sorted(BY_NAME))}"
        )
    text = render(BY_NAME[table])
    click.echo(json.dumps({"table": table, "ddl": text}) if as_json else text, nl=as_json)


@db.command(short_help="Give a collector its login, or take it away.")
@click.argument("organization")
@click.argument("name")
@with_admin
@click.option("--revoke", is_flag=True, help="Shut the collector out, as when it was stolen.")
@with_json
def collector(organization: str, name: str, admin: str | None, revoke: bool, as_json: bool) -> None:
    """Give the collector NAME of an ORGANIZATION a login of its own, or take it away."""
    from storage.server import bootstrap as make
    from storage.server import credentials as kept
    from storage.server import settings

    folder = settings.state_dir()
    with administrator(admin) as dsn:
        credentials = kept.load(folder)
        if revoke:
            make.remove_collector(dsn, credentials, organization, name)
        else:
            credentials = make.add_collector(dsn, credentials, organization, name)
            kept.save(credentials, folder)
    _print(
        {
            "login": credentials.collector_login(organization, name),
            "state": "revoked" if revoke else "admitted",
            "credentials": str(kept.path_in(folder)),
        },
        as_json,
    )


@contextmanager
def administrator(given: str | None) -> Iterator[str]:
    """Give an administrator's address: the given one, the settings', or the embedded server's."""
    from storage.server import settings
    from storage.server.embedded import EmbeddedServer

    address = given or settings.database_url()
    if address is not None:
        yield address
        return
    with EmbeddedServer(settings.state_dir()) as server:
        yield server.admin_dsn


@contextmanager
def owner() -> Iterator[str]:
    """Give the owner's address; the embedded server is started, and bootstrapped, if it is used."""
    from storage.server import credentials as kept
    from storage.server import settings
    from storage.server.bootstrap import bootstrap as make
    from storage.server.embedded import EmbeddedServer

    folder = settings.state_dir()
    if settings.database_url() is not None:
        yield kept.load(folder).dsn("owner")
        return
    with EmbeddedServer(folder) as server:
        yield make(server.admin_dsn, settings.DEFAULT_DATABASE, folder, owns_server=True).dsn(
            "owner"
        )


def _print(facts: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts))
        return
    width = max(len(name) for name in facts)
    for name, value in facts.items():
        shown = ", ".join(value) or "none" if isinstance(value, list) else value
        click.echo(f"{name.replace('_', ' '):<{width}}  {shown}")
