"""Tokens that were handed out at this machine, kept in the state folder for its owner's eyes alone.

The file has mode 0600, as the credentials beside it have. A token in it is good for two hours and
renewed by use, for twelve hours after signing in.
"""

import json
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from access.people import Person
from access.sessions import in_organization, person_of, renewed
from domain.errors import ConfigError, DataError
from storage.connections import Connection
from storage.rows.directory import organization_id
from storage.server.credentials import write_private

FILE_NAME: Final = "sessions.toml"
_RENEWED_AFTER: Final = timedelta(minutes=20)
_TEXTS: Final = ("organization", "email", "token")


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A token, whose it is, and when it was handed out."""

    organization: str
    email: str
    token: str
    opened_at: datetime


def path_in(state_dir: Path) -> Path:
    """Return the file that holds the tokens."""
    return state_dir / FILE_NAME


def load(state_dir: Path) -> list[KeptSession]:
    """Return the kept sessions, the newest last; none where nobody signed in.

    Raises
    ------
    ConfigError
        The file cannot be read.
    """
    path = path_in(state_dir)
    if not path.is_file():
        return []
    try:
        kept = tomllib.loads(path.read_text(encoding="utf-8")).get("session", [])
        return [KeptSession(**each) for each in kept]
    except (ValueError, TypeError) as error:
        raise ConfigError(
            "the kept sessions cannot be read", where=str(path), remedy="remove the file, sign in"
        ) from error


def keep(state_dir: Path, slug: str, person: Person) -> None:
    """Keep a person's token in place of the one before."""
    others = _without(load(state_dir), slug, person.email)
    new = KeptSession(slug, person.email, person.token, datetime.now(UTC))
    _save(state_dir, [*others, new])


def forget(state_dir: Path, slug: str, email: str) -> None:
    """Forget a person's token."""
    _save(state_dir, _without(load(state_dir), slug, email))


def signed_in(conn: Connection, state_dir: Path, slug: str, email: str | None = None) -> Person:
    """Return the person who signed in here and acts, with a token that is fresh enough.

    Parameters
    ----------
    conn : Connection
        Connection of the api role, outside a transaction.
    state_dir : Path
        Folder with the kept tokens.
    slug : str
        Organization.
    email : str, optional
        Who of several; the one who signed in last without.

    Raises
    ------
    ConfigError
        Nobody signed in here for that organization.
    DataError
        The session has ended.
    """
    tenant = organization_id(conn, slug)
    own = _newest(state_dir, slug, email)
    if own is None:
        return _beside(conn, state_dir, slug, email)
    try:
        person = person_of(conn, tenant, own.token)
    except DataError as error:
        forget(state_dir, slug, own.email)
        raise DataError(
            "the session has ended", where=f"{own.email} of {slug}", remedy=_again(slug, own.email)
        ) from error
    if datetime.now(UTC) - own.opened_at > _RENEWED_AFTER:
        person = renewed(conn, person)
        keep(state_dir, slug, person)
    return person


def _beside(conn: Connection, state_dir: Path, slug: str, email: str | None) -> Person:
    """Return the person by a session in another organization of the same sign-in.

    Who is asked for by an address has the same one there: to look under another would open a
    session for somebody else.
    """
    wanted = email.strip().lower() if email else None
    others = [each for each in load(state_dir) if each.organization != slug]
    for other in reversed([each for each in others if wanted in (None, each.email)]):
        try:
            elsewhere = person_of(conn, organization_id(conn, other.organization), other.token)
            person = in_organization(conn, elsewhere, slug)
        except (ConfigError, DataError):
            continue
        keep(state_dir, slug, person)
        return person
    raise ConfigError(
        f"nobody is signed in to {slug}" + (f" as {email}" if email else ""),
        where=str(path_in(state_dir)),
        remedy=_again(slug, email or "EMAIL"),
    )


def _again(slug: str, email: str) -> str:
    return f"wellflow login --organization {slug} --as {email}"


def _newest(state_dir: Path, slug: str, email: str | None) -> KeptSession | None:
    wanted = email.strip().lower() if email else None
    found = [
        each
        for each in load(state_dir)
        if each.organization == slug and wanted in (None, each.email)
    ]
    return found[-1] if found else None


def _without(kept: list[KeptSession], slug: str, email: str) -> list[KeptSession]:
    return [each for each in kept if (each.organization, each.email) != (slug, email)]


def _save(state_dir: Path, kept: list[KeptSession]) -> None:
    lines = ["# Who is signed in at this machine. Keep this file private."]
    for each in kept:
        lines += [
            "",
            "[[session]]",
            *(f"{name} = {_quoted(getattr(each, name))}" for name in _TEXTS),
            f"opened_at = {each.opened_at.isoformat()}",
        ]
    state_dir.mkdir(parents=True, exist_ok=True)
    write_private(path_in(state_dir), "\n".join(lines) + "\n")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
