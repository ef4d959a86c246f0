"""`wellflow login`, `logout` and `sessions`: who acts at this machine, proved by a secret."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from cli.session import PERSON_VARIABLE, books_of, show, with_json, with_organization, with_person
from domain.errors import ConfigError

if TYPE_CHECKING:
    from access.people import Person
    from storage.connections import Connection


@click.command(short_help="Sign in: who acts at this machine from now on.")
@with_organization
@click.option(
    "--as", "email", required=True, metavar="EMAIL", envvar=PERSON_VARIABLE, help="Who signs in."
)
@click.option("--change-secret", is_flag=True, help="Choose another secret.")
@click.option(
    "--join", "joined", metavar="SLUG", help="Use the sign-in that you have in SLUG here, too."
)
@with_json
def login(slug: str, email: str, change_secret: bool, joined: str | None, as_json: bool) -> None:
    """Sign in with a secret; the session is kept for the commands that follow.

    The secret is asked for at a terminal, else read from standard input: a line, and a second one
    for a new secret. A secret that somebody else set works once: a new one is asked for. With
    --join the new secret is the one of another organization, where you are signed in.
    """
    from access.kept_sessions import keep
    from access.sign_in import SecretMustChange, choose_secret, sign_in
    from storage.connections import connect
    from storage.server.store import opened_store

    with (
        opened_store() as store,
        closing(connect(store.credentials.dsn("api"), application="wellflow login")) as conn,
    ):
        secret, sits = _secret(f"Secret of {email}"), {"application": "wellflow login"}
        try:
            person = sign_in(conn, slug, email, secret, **sits)
        except SecretMustChange as must:
            if joined is not None:
                person = _joined(conn, store.state_dir, (joined, slug), must.token)
            else:
                new = _secret("New secret", is_new=True)
                person = choose_secret(conn, slug, email, must.token, new, **sits)
        else:
            if change_secret:
                new = _secret("New secret", is_new=True)
                person = choose_secret(conn, slug, email, person.token, new, **sits)
        keep(store.state_dir, slug, person)
    show(
        {"organization": slug, "email": person.email, "may": sorted(person.capabilities)},
        [f"signed in to {slug} as {person.email}; wellflow logout ends it"],
        as_json=as_json,
    )


@click.command(short_help="End the session of this machine.")
@with_organization
@with_person
def logout(slug: str, email: str | None) -> None:
    """End the session that is kept here, and forget it."""
    from access.kept_sessions import forget, load
    from access.sessions import sign_out
    from storage.server.settings import state_dir

    with books_of(slug, email) as (conn, person):
        sign_out(conn, person.token)
        forget(state_dir(), slug, person.email)
        left = [each for each in load(state_dir()) if each.email == person.email]
    click.echo(f"{person.email} is signed out of {slug}")
    for each in left:
        click.echo(
            f"still signed in to {each.organization}, which opens whatever that sign-in belongs to:"
            f" wellflow logout --organization {each.organization} --as {each.email}"
        )


@click.group(short_help="Who is signed in, and from where.")
def sessions() -> None:
    """Who is signed in, and from where; whoever manages people sees and ends everybody's."""


@sessions.command("list")
@with_organization
@with_person
@with_json
def list_(slug: str, email: str | None, as_json: bool) -> None:
    """List the sessions that are good."""
    from access.sessions import sessions_of

    with books_of(slug, email) as (conn, person):
        found = sessions_of(conn, person)
    show(
        {"sessions": [each._asdict() for each in found]},
        [
            f"{each.id}  {each.email:<32} since {each.signed_in_at:%Y-%m-%d %H:%M} UTC, until"
            f" {each.expires_at:%H:%M}, from {each.from_address}"
            f"{'  (this one)' if each.is_this_one else ''}"
            for each in found
        ],
        as_json=as_json,
    )


@sessions.command("end")
@click.argument("session_id", type=click.UUID)
@with_organization
@with_person
def end(session_id: UUID, slug: str, email: str | None) -> None:
    """End one session at once, wherever it is."""
    from access.sessions import end_session

    with books_of(slug, email) as (conn, person):
        end_session(conn, person, session_id)
    click.echo(f"session {session_id} is ended")


def _joined(conn: "Connection", state_dir: Path, slugs: tuple[str, str], token: str) -> "Person":
    from access.kept_sessions import signed_in
    from access.sessions import in_organization, join_sign_in

    there, here = slugs
    person = signed_in(conn, state_dir, there)
    join_sign_in(conn, person, token)
    return in_organization(conn, person, here)


def _secret(label: str, *, is_new: bool = False) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(label, hide_input=True, err=True, confirmation_prompt=is_new))
    line = sys.stdin.readline()
    if is_new and not line:
        raise ConfigError(
            "a new secret is due, and none was given",
            remedy="type it at a terminal, or give it as the second line of standard input",
        )
    return line.rstrip("\r\n")
