"""`wellflow people`: who is there, what each may do, and what waits for a second person."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

import click

from cli.session import books_of, show, with_json, with_organization, with_person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from access.duties import Act
    from access.people import Person

with_email = click.argument("who", metavar="EMAIL")
with_waiver = click.option(
    "--waiver", "waiver_id", type=click.UUID, help="A waiver, by its number."
)
with_folder = click.option(
    "--out", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(),
    help="Folder of the sheet to sign, where there is one.",
)  # fmt: skip
_PAIRS: Final = ("deck", "payment")


@click.group(short_help="Who is there, what each may do, and what waits.")
def people() -> None:
    """Who is there, what each may do, and what waits for a second person.

    A right to oneself, a half of a duty, a waiver and a reset wait for somebody else with
    user.manage. Where nobody else manages people a right takes effect, and where there is nobody
    else at all a waiver does; a sheet is written for a signature.
    """


@people.command("list")
@with_organization
@with_person
@with_json
def list_(slug: str, email: str | None, as_json: bool) -> None:
    """List everybody with rights, waivers and limits in force."""
    from access.duties import roster

    with books_of(slug, email) as (conn, person):
        found = roster(conn, person)
    show(
        {"people": [each._asdict() for each in found]},
        [
            f"{each.email:<32} {'' if each.is_active else 'has left; '}"
            f"{', '.join(each.capabilities) or 'nothing'}"
            f"{''.join(f'; waiver of the {pair} duty' for pair in each.waivers)}"
            f"{'; at ' + ', '.join(each.facilities) if each.facilities else ''}"
            for each in found
        ],
        as_json=as_json,
    )


@people.command(short_help="Add a person, and print a first secret once.")
@with_email
@click.argument("full_name", metavar="NAME")
@click.option("--preset", help="Rights of a kind of work: pumper, accountant, manager ...")
@click.option("--can", "capabilities", multiple=True, metavar="CAPABILITY", help="A single right.")
@with_folder
@with_organization
@with_person
@with_json
def hire(
    who: str, full_name: str, preset: str | None, capabilities: tuple[str, ...], folder: Path,
    slug: str, email: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Add a person with rights. The secret is printed once; its owner chooses another with it."""
    from access.hiring import hire as hired

    with books_of(slug, email) as (conn, person):
        new = hired(conn, person, who, full_name, _rights(preset, capabilities))
    lines = [f"first secret of {who}, good for 14 days and once: {new.secret}"]
    _show_acts(lines, (slug, person, new.acts, folder), {"secret": new.secret}, as_json=as_json)


@people.command(short_help="Let somebody act no longer, from now on.")
@with_email
@with_organization
@with_person
def leave(who: str, slug: str, email: str | None) -> None:
    """Let somebody act and sign in no longer; open sessions end at once."""
    from access.hiring import leave as left

    with books_of(slug, email) as (conn, person):
        left(conn, person, who)
    click.echo(f"{who} has left {slug}")


@people.command(short_help="Let somebody who left act again.")
@with_email
@with_organization
@with_person
def back(who: str, slug: str, email: str | None) -> None:
    """Let somebody who left act again, with the rights from before, save user.manage."""
    from access.hiring import come_back

    with books_of(slug, email) as (conn, person):
        come_back(conn, person, who)
    click.echo(f"{who} is back in {slug}")


@people.command(short_help="Grant rights.")
@with_email
@click.argument("capabilities", nargs=-1)
@click.option("--preset", help="Rights of a kind of work: pumper, accountant, manager ...")
@with_folder
@with_organization
@with_person
@with_json
def grant(
    who: str, capabilities: tuple[str, ...], preset: str | None, folder: Path, slug: str,
    email: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Grant rights by name or by preset; what touches duties waits for a second person."""
    from access.duties import grant as grant_rights

    with books_of(slug, email) as (conn, person):
        acts = grant_rights(conn, person, who, _rights(preset, capabilities))
    _show_acts([], (slug, person, acts, folder), {}, as_json=as_json)


@people.command(short_help="End a right or a waiver at once.")
@click.argument("who", metavar="EMAIL", required=False)
@click.argument("capability", required=False)
@with_waiver
@with_organization
@with_person
def end(
    who: str | None, capability: str | None, waiver_id: UUID | None, slug: str, email: str | None
) -> None:
    """End a right of somebody, or a waiver; one that waits is withdrawn."""
    from access import duties

    with books_of(slug, email) as (conn, person):
        if waiver_id is not None:
            duties.end_waiver(conn, person, waiver_id)
        else:
            duties.end(conn, person, *_both(who, capability))
    click.echo("ended")


@people.command(short_help="Confirm as the second person what waits.")
@click.argument("who", metavar="EMAIL", required=False)
@click.argument("capability", required=False)
@with_waiver
@click.option("--reset", "reset_id", type=click.UUID, help="A reset of a secret, by its number.")
@with_organization
@with_person
def confirm(
    who: str | None, capability: str | None, waiver_id: UUID | None, reset_id: UUID | None,
    slug: str, email: str | None,
) -> None:  # fmt: skip
    """Confirm a right, a waiver or a reset that somebody else asked for."""
    from access import duties
    from access.resets import confirm_reset

    with books_of(slug, email) as (conn, person):
        if reset_id is not None:
            confirm_reset(conn, person, reset_id)
        elif waiver_id is not None:
            duties.confirm_waiver(conn, person, waiver_id)
        else:
            duties.confirm(conn, person, *_both(who, capability))
    click.echo("confirmed")


@people.command(short_help="Let one person do both halves of a duty.")
@with_email
@click.argument("pair", type=click.Choice(_PAIRS))
@click.option("--reason", required=True, help="Why one person must do both.")
@with_folder
@with_organization
@with_person
@with_json
def waive(
    who: str, pair: str, reason: str, folder: Path, slug: str, email: str | None, as_json: bool
) -> None:
    """Store a waiver: a second person confirms it, or a sheet is written for a signature."""
    from access.duties import waive as waive_duty

    with books_of(slug, email) as (conn, person):
        act = waive_duty(conn, person, who, pair, reason)
    facts = {"waiver": act.waiver_id}
    _show_acts([f"waiver {act.waiver_id}"], (slug, person, [act], folder), facts, as_json=as_json)


@people.command(short_help="Limit somebody to facilities.")
@with_email
@click.argument("facilities", nargs=-1, required=True)
@click.option("--end", "is_end", is_flag=True, help="End the limit to these facilities instead.")
@with_organization
@with_person
def limit(
    who: str, facilities: tuple[str, ...], is_end: bool, slug: str, email: str | None
) -> None:
    """Limit somebody to facilities: what is seen and entered is theirs, and nothing else."""
    from access import duties

    with books_of(slug, email) as (conn, person):
        (duties.end_limit if is_end else duties.limit)(conn, person, who, facilities)
    click.echo(f"{who}: {'no longer limited to' if is_end else 'limited to'} "
               f"{', '.join(facilities)}")  # fmt: skip


@people.command(short_help="Give somebody a one-time secret.")
@with_email
@click.option("--by-owner", is_flag=True, help="As the owner of this installation, alone.")
@with_organization
@with_person
@with_json
def reset(who: str, by_owner: bool, slug: str, email: str | None, as_json: bool) -> None:
    """Give somebody who forgot a secret a one-time secret, once a second person confirms it.

    The owner of this installation needs nobody else: the way where no second person is left.
    """
    from access.resets import reset_by_owner, reset_secret
    from storage.connections import connect
    from storage.rows.directory import organization_id
    from storage.server.store import opened_store

    if by_owner:
        with (
            opened_store() as store,
            closing(connect(store.credentials.dsn("owner"), application="wellflow")) as owner,
        ):
            tenant = organization_id(owner, slug)
            owner.rollback()
            given = reset_by_owner(owner, tenant, who)
    else:
        with books_of(slug, email) as (conn, person):
            given = reset_secret(conn, person, who)
    waits = f"waits for a second person: wellflow people confirm --reset {given.reset_id}"
    show(
        given._asdict(),
        [f"one-time secret of {who}: {given.secret}", *([waits] if given.is_waiting else [])],
        as_json=as_json,
    )


@people.command(short_help="List what waits for a second person.")
@with_organization
@with_person
@with_json
def waiting(slug: str, email: str | None, as_json: bool) -> None:
    """List rights, waivers and resets that wait for a second person."""
    from access import duties
    from access.resets import waiting_resets

    with books_of(slug, email) as (conn, person):
        found = duties.waiting(conn, person)
        resets = waiting_resets(conn, person)
        called = duties.emails_by_id(conn, person)
    lines = [
        f"{each.what} of {each.email}, asked by {each.given_by}: wellflow people confirm "
        + (f"--waiver {each.waiver_id}" if each.waiver_id else f"{each.email} {each.what}")
        for each in found
    ] + [
        f"reset of the secret of {called[each.app_user_id]}: wellflow people confirm --reset "
        f"{each.reset_id}"
        for each in resets
    ]
    facts = {
        "waiting": [each._asdict() for each in found],
        "resets": [each._asdict() for each in resets],
    }
    show(facts, lines or ["nothing waits"], as_json=as_json)


def _rights(preset: str | None, capabilities: tuple[str, ...]) -> "Sequence[str]":
    from domain.capabilities import preset_capabilities

    named = preset_capabilities(preset) if preset else ()
    return tuple(dict.fromkeys((*named, *capabilities)))


def _both(who: str | None, capability: str | None) -> tuple[str, str]:
    if who is None or capability is None:
        raise click.UsageError("name a person and a right, or one of the options")
    return who, capability


def _show_acts(
    lines: list[str], done: tuple[str, "Person", "Sequence[Act]", Path],
    facts: "Mapping[str, object]",
    *, as_json: bool,
) -> None:  # fmt: skip
    from datetime import UTC, datetime

    from exchange.signature_sheet import write_sheet

    slug, person, acts, folder = done
    sheet = write_sheet(folder, slug, person, acts, datetime.now(UTC).date())
    told = [*lines, *(f"{act.what} of {act.email}: {act.standing}" for act in acts)]
    if sheet is not None:
        told.append(f"to sign: {sheet}")
    given = {"given": [act._asdict() for act in acts], "sheet": str(sheet) if sheet else None}
    show({**facts, **given}, told or ["nothing to give"], as_json=as_json)
