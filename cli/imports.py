"""`wellflow import master|tickets|tests|statement FILE`: files of people and purchasers."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import click

from cli.session import books_of, show, with_json, with_organization, with_person

if TYPE_CHECKING:
    from access.people import Person
    from exchange.deposit import ImportReport
    from storage.connections import Connection


class Importer(Protocol):
    """Takes in the papers of a file in a person's name."""

    def __call__(
        self, conn: "Connection", organization_id: UUID, path: Path, *, person: "Person"
    ) -> "ImportReport":
        """Store them all or none."""


with_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("import", short_help="Take in files, all rows of a file or none.")
def import_() -> None:
    """Take in files: all rows of a file or none; importing twice is safe."""


@import_.command()
@with_file
@click.option("--organization", "slug", metavar="SLUG", help="Must be the one the file names.")
@click.option("--as", "email", metavar="EMAIL", help="Who acts; left out for a new organization.")
@click.option("--change-identity", is_flag=True, help="Also change what names a stored row.")
@with_json
def master(
    file: Path, slug: str | None, email: str | None, change_identity: bool, as_json: bool
) -> None:
    """Import master data from a TOML FILE.

    A new organization is made by the owner of this database, who may import until somebody in it
    has user.manage; from then on that person imports, with --as.

    A row that is stored under its name is changed, any other is new. A file that would give a
    stored row another name, such as a well another lease, is refused without --change-identity;
    `was = "BATT-A/TK-1"` in a row says which stored row it was until now.
    """
    from domain.errors import ConfigError
    from exchange.master import import_master, master_slug, read_master

    content = read_master(file)
    named = master_slug(content, file.name)
    if slug not in (None, named):
        raise ConfigError(
            f"the file is of {named!r}, not of {slug!r}", where=str(file), remedy="check both"
        )
    if email is None:
        report = _new_organization(file, content, change_identity=change_identity)
    else:
        with books_of(named, email) as (conn, person):
            report = import_master(
                conn, person.organization_id, content, source=file.name,
                person=person, change_identity=change_identity,
            )  # fmt: skip
    _show(report, as_json=as_json)


@import_.command()
@with_file
@with_organization
@with_person
@with_json
def tickets(file: Path, slug: str, email: str | None, as_json: bool) -> None:
    """Import run tickets from a CSV FILE.

    Its columns are those of `run_ticket` in docs/glossary.md [bbl, degF, API, in]; hauler,
    purchaser and tank hold names. Anything in a column `supersedes` marks a correction.
    """
    from exchange.tickets import import_tickets

    _import(import_tickets, file, slug, email, as_json=as_json)


@import_.command()
@with_file
@with_organization
@with_person
@with_json
def tests(file: Path, slug: str, email: str | None, as_json: bool) -> None:
    """Import well tests from a CSV FILE.

    Its columns are those of `well_test` in docs/glossary.md [bbl and Mcf a day, h, psig];
    completion holds a name. Anything in a column `supersedes` marks a correction.
    """
    from exchange.tests import import_tests

    _import(import_tests, file, slug, email, as_json=as_json)


@import_.command()
@with_file
@with_organization
@with_person
@with_json
def statement(file: Path, slug: str, email: str | None, as_json: bool) -> None:
    """Import purchasers' statements from a CSV FILE.

    A line for each property, product and sales month: the columns of `statement_line` in
    docs/glossary.md [bbl, Mcf, MMBtu, USD], and on every line the statement's purchaser,
    statement_number, statement_on and check_amount_usd. Anything in a column `supersedes` marks
    a correction.
    """
    from exchange.statements import import_statements

    _import(import_statements, file, slug, email, as_json=as_json)


def _import(importer: Importer, file: Path, slug: str, email: str | None, *, as_json: bool) -> None:
    with books_of(slug, email) as (conn, person):
        report = importer(conn, person.organization_id, file, person=person)
    _show(report, as_json=as_json)


def _new_organization(
    file: Path, content: dict[str, object], *, change_identity: bool
) -> "ImportReport":
    """Make the organization and its master data with the owner's login of this installation."""
    from domain.errors import ConfigError
    from exchange.master import create_tenant, import_master, master_slug
    from storage.connections import connect
    from storage.rows.people import has_manager
    from storage.server.store import opened_store
    from storage.tenant import tenant_transaction

    with (
        opened_store() as store,
        closing(connect(store.credentials.dsn("owner"), application="wellflow import")) as owner,
    ):
        organization_id = create_tenant(owner, content, source=file.name)
        with tenant_transaction(owner, organization_id):
            is_settled = has_manager(owner)
        if is_settled:
            raise ConfigError(
                f"the organization {master_slug(content, file.name)!r} has people who manage it",
                remedy="name the one who imports: --as EMAIL",
            )
        return import_master(
            owner, organization_id, content, source=file.name, change_identity=change_identity
        )


def _show(report: "ImportReport", *, as_json: bool) -> None:
    lines = [
        f"{what:<10} {name:<28} {count}"
        for what, counts in report.counts.items()
        for name, count in counts.items()
        if count
    ]
    lines += [f"{'renamed':<10} {said}" for said in report.renamed]
    lines += [f"{'waiting':<10} {said}" for said in report.waiting]
    show(report.as_json(), lines or ["nothing new"], as_json=as_json)
