"""`wellflow report form-pr|statements MONTH --out DIR`: files for agencies and owners."""

from pathlib import Path

import click

from cli.session import books_of, month_of, show, with_json, with_organization, with_person

with_folder = click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the files; made where it is missing.",
)


@click.group()
def report() -> None:
    """Write reports as files; what is not closed is marked DRAFT."""


@report.command("form-pr", short_help="Write Texas Form PR of a month.")
@click.argument("month", metavar="YYYY-MM")
@with_folder
@with_organization
@with_person
@with_json
def form_pr(month: str, folder: Path, slug: str, email: str | None, as_json: bool) -> None:
    """Write Texas Form PR of MONTH as a key-in sheet (CSV) and a page (HTML)."""
    from books.trail.anchor import anchor_after
    from exchange.form_pr_sheet import write_form_pr

    with books_of(slug, email) as (conn, person):
        files = write_form_pr(conn, person.organization_id, month_of(month), folder, person=person)
        anchor_after(conn, person.organization_id, "filing", person)
    _show(files, [], as_json=as_json)


@report.command(short_help="Write the owners' statements of a month.")
@click.argument("month", metavar="YYYY-MM")
@with_folder
@with_organization
@with_person
@with_json
def statements(month: str, folder: Path, slug: str, email: str | None, as_json: bool) -> None:
    """Write each owner's statement for the sales of MONTH (CSV and text)."""
    from exchange.owner_statements import write_owner_statements

    with books_of(slug, email) as (conn, person):
        written = write_owner_statements(
            conn, person.organization_id, month_of(month), folder, person=person
        )
    _show(written.files, written.missing, as_json=as_json)


def _show(files: list[Path], missing: list[str], *, as_json: bool) -> None:
    lines = [str(file) for file in files]
    lines += [f"look at: the master data lacks the {item}" for item in missing]
    show({"files": [str(file) for file in files], "missing": missing}, lines, as_json=as_json)
