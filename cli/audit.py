"""`wellflow audit show|verify|anchor`: who did what, and whether the trail of it is whole."""

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.session import books_of, show, with_json, with_organization, with_person

if TYPE_CHECKING:
    from books.trail.show import ShownTrail
    from books.trail.verify import Verified
    from domain.trail.chain import BrokenLink

with_folder = click.option(
    "--anchors",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the files of anchors; that of the installation when left out.",
)


@click.group(short_help="Who did what, and whether the trail of it is whole.")
def audit() -> None:
    """See who did what, and verify that nobody changed the trail of it."""


@audit.command("show", short_help="Show what was done, by whom, and from where.")
@with_organization
@with_person
@click.option("--days", "span", metavar="DAYS", help="2026-03, one day, or FIRST..LAST.")
@click.option("--person", "who", metavar="TEXT", help="Part of a name or an address.")
@click.option("--kind", metavar="TEXT", help="How the kind begins, as in deck or deck.changed.")
@click.option("--subject", metavar="TEXT", help="Part of the key, or of a value of the row.")
@click.option("--most", default=100, show_default=True, help="How many, the newest.")
@with_json
def show_events(
    slug: str,
    email: str,
    span: str | None,
    who: str | None,
    kind: str | None,
    subject: str | None,
    most: int,
    as_json: bool,
) -> None:
    """Show what was done: when, by whom, from where, and each value before and after."""
    from books.trail.show import show_trail
    from domain.calendar import parse_days
    from storage.rows.trail import EventFilter

    first, last = parse_days(span) if span else (None, None)
    asked = EventFilter(first, last, who, kind, subject, most)
    with books_of(slug, email) as (conn, person):
        found = show_trail(conn, person.organization_id, asked, person)
    show({"events": _events(found)}, list(_event_lines(found)), as_json=as_json)


@audit.command(short_help="Verify every link of the trail, and its anchors.")
@click.option("--organization", "slug", metavar="SLUG", help="Whose; everybody's when left out.")
@click.option("--printed", metavar="LINE", multiple=True, help="A line as printed on a sheet.")
@with_folder
@with_json
def verify(slug: str | None, printed: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Verify every link of the trail, and its anchors in the database, in files and on paper.

    Names the first broken link and exits 1. What was done after the last anchor outside of the
    database is not protected from its owner; how much that is, is said.
    """
    found = _verified(slug, printed, folder)
    facts = {"trails": [_facts(each) for each in found], "is_whole": all(
        each.is_whole for each in found
    )}  # fmt: skip
    show(facts, [line for each in found for line in _lines(each)], as_json=as_json)
    if not facts["is_whole"]:
        sys.exit(1)


@audit.command(short_help="Write the end of every trail down outside the database.")
@with_folder
@with_json
def anchor(folder: Path | None, as_json: bool) -> None:
    """Write the end of every organization's trail into its file of anchors.

    A schedule does it daily. Copy the files to where the owner of the database cannot write.
    """
    from access.actors import Schedule
    from books.trail.anchor import anchor_all
    from domain.trail.anchor import anchor_line
    from storage.anchor_files import FOLDER
    from storage.connections import connect
    from storage.server.store import opened_store

    with (
        opened_store() as store,
        closing(connect(store.credentials.dsn("pipeline"), application="audit")) as conn,
    ):
        by_hand = Schedule("audit anchor", frozenset())
        made = anchor_all(conn, "request", by_hand, folder or store.state_dir / FOLDER)
    show(
        {"anchors": {slug: each._asdict() for slug, each in made.items()}},
        [f"{slug}: {anchor_line(each.seq, each.hash)}" for slug, each in made.items()],
        as_json=as_json,
    )


def _verified(slug: str | None, printed: tuple[str, ...], folder: Path | None) -> "list[Verified]":
    from books.trail.verify import verify_trail, verify_trails
    from domain.errors import ConfigError
    from domain.trail.anchor import printed_anchor
    from storage.anchor_files import FOLDER
    from storage.connections import connect
    from storage.rows.directory import Organization, organization_id
    from storage.server.store import opened_store

    lines = [printed_anchor(line) for line in printed]
    if lines and slug is None:
        raise ConfigError("a printed line is of one organization", remedy="give --organization")
    with (
        opened_store() as store,
        closing(connect(store.credentials.dsn("owner"), application="audit")) as conn,
    ):
        files = folder or store.state_dir / FOLDER
        if slug is None:
            return verify_trails(conn, files)
        whose = Organization(organization_id(conn, slug), slug)
        return [verify_trail(conn, whose, files, lines)]


def _facts(found: "Verified") -> dict[str, Any]:
    return {
        "organization": found.slug,
        "is_whole": found.is_whole,
        "events": found.walked.n_events,
        "protected_to": found.walked.protected_to,
        "unprotected": found.walked.n_unprotected,
        "last_anchor": None if found.last_anchor is None else found.last_anchor._asdict(),
        "faults": [_fault_facts(fault) for fault in found.faults],
    }


def _fault_facts(fault: "BrokenLink") -> dict[str, Any]:
    event = None if fault.event is None else fault.event._asdict()
    return {
        "sort": fault.sort, "seq": fault.seq, "told": fault.told, "remedy": fault.remedy,
        "event": event,
    }  # fmt: skip


def _lines(found: "Verified") -> Iterator[str]:
    walked = found.walked
    if found.faults:
        yield f"{found.slug}: BROKEN"
        for fault in found.faults:
            yield f"  {fault.sort}: {fault.told}"
            if fault.event is not None:
                at, who, what = fault.event.at, fault.event.actor, fault.event.kind
                yield f"  there stands: {at} {who} {what} {fault.event.subject}"
            yield f"  to do: {fault.remedy}"
        return
    yield f"{found.slug}: whole, {walked.n_events} event(s)"
    if found.last_anchor is None:
        yield "  no anchor outside the database: nothing here is protected from its owner"
    else:
        yield f"  protected up to {found.last_anchor}"
    if walked.n_unprotected:
        yield (
            f"  not protected: {walked.n_unprotected} event(s) after it, which the owner of the"
            " database could change unseen until the next anchor (wellflow audit anchor)"
        )


def _events(found: "ShownTrail") -> list[dict[str, Any]]:
    from domain.trail.telling import moved, title

    return [
        {
            **event._asdict(),
            "title": title(event, found.names),
            "moved": [each._asdict() for each in moved(event, found.names)],
        }
        for event in found.events
    ]


def _event_lines(found: "ShownTrail") -> Iterator[str]:
    from domain.trail.telling import lines

    for event in found.events:
        yield from lines(event, found.names)
    yield f"{len(found.events)} event(s)"
