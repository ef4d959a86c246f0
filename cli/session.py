"""What every command of the books shares: its options, a signed-in person, a printed result."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

if TYPE_CHECKING:
    from access.people import Person
    from books.report import StageReport
    from storage.connections import Connection

Decorator = Callable[[Callable[..., None]], Callable[..., None]]

ORGANIZATION_VARIABLE: Final = "WELLFLOW_ORGANIZATION"
PERSON_VARIABLE: Final = "WELLFLOW_PERSON"

with_organization: Decorator = click.option(
    "--organization",
    "slug",
    required=True,
    metavar="SLUG",
    envvar=ORGANIZATION_VARIABLE,
    help=f"Whose books; {ORGANIZATION_VARIABLE} when left out.",
)
with_person: Decorator = click.option(
    "--as",
    "email",
    metavar="EMAIL",
    envvar=PERSON_VARIABLE,
    help=f"Who acts, of several who signed in here; {PERSON_VARIABLE} when left out.",
)
with_json: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object."
)


@contextmanager
def books_of(slug: str, email: str | None) -> Iterator[tuple["Connection", "Person"]]:
    """Give a connection of the api role and the person who signed in and acts."""
    from access.kept_sessions import signed_in
    from storage.connections import connect
    from storage.server.store import opened_store

    with (
        opened_store() as store,
        closing(connect(store.credentials.dsn("api"), application="wellflow")) as conn,
    ):
        yield conn, signed_in(conn, store.state_dir, slug, email)


def month_of(text: str) -> date:
    """Return the first day of a month written YYYY-MM."""
    from domain.calendar import parse_month

    return parse_month(text)


def show_stage(report: "StageReport", *, as_json: bool) -> None:
    """Print what a stage did."""
    show(stage_facts(report), stage_lines(report), as_json=as_json)


def stage_facts(report: "StageReport") -> dict[str, Any]:
    """Return what a stage did, as it is printed with ``--json``."""
    return {
        "stage": report.stage,
        "rows_written": report.rows_written,
        "figures": report.figures,
        "flags": list(report.flags),
        "raised": raised_facts(report.flags),
        "failed_days": report.failed_days,
    }


def stage_lines(report: "StageReport") -> list[str]:
    """Return what a stage did, as a person reads it."""
    return [
        *(f"{name:<22} {count} row(s)" for name, count in report.rows_written.items()),
        *(f"{name:<22} {figure}" for name, figure in report.figures.items()),
        *(f"look at: {flag}" for flag in report.flags),
        *(f"to do: {text}" for text in remedies(report.flags)),
    ]


def raised_facts(flags: Sequence[str]) -> list[dict[str, str]]:
    """Return what each flag of a report means, once, the gravest first."""
    from domain.flags import raised

    return [
        {"flag": f.name, "severity": f.severity, "meaning": f.meaning, "remedy": f.remedy}
        for f in raised(flags)
    ]


def remedies(flags: Sequence[str]) -> list[str]:
    """Return what to do about each flag of a report, once, the gravest first."""
    from domain.flags import raised

    return [f"{flag.name}: {flag.remedy}" for flag in raised(flags) if flag.remedy]


def show(facts: Mapping[str, Any], lines: list[str], *, as_json: bool) -> None:
    """Print facts as one JSON object, or as lines for a person."""
    click.echo(json.dumps(_plain(facts)) if as_json else "\n".join(lines))


def _plain(value: Any) -> Any:  # noqa: ANN401  # whatever a report holds
    """Return a value as JSON can say it; numbers that must be exact become text."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
