# ruff: noqa: ARG002
"""The doors of people: their sign-in, with sessions that this process keeps in memory."""

import secrets
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from access.people import sign_in
from api.doors import Choice, NotLetIn, OpenSession, Visitor
from domain.errors import DataError
from storage.connections import connect
from storage.rows.directory import organizations
from storage.server import credentials


@dataclass
class PeopleDoors:
    """Asks the database of a state folder, as the api login."""

    state_dir: Path
    _open: dict[str, Visitor] = field(default_factory=dict, repr=False)

    def sign_in(self, slug: str, email: str, secret: str, address: str) -> str:
        """Return the token of a new session."""
        dsn = credentials.load(self.state_dir).dsn("api")
        with closing(connect(dsn, application="sign-in")) as conn:
            try:
                person = sign_in(conn, slug, email, secret)
            except DataError as error:
                raise NotLetIn(error.what) from error
            is_only_one = len(organizations(conn)) == 1
        token = secrets.token_urlsafe(32)
        self._open[token] = Visitor(
            person.email, slug, slug, person.capabilities, sees_all=is_only_one
        )
        return token

    def person_of(self, token: str) -> Visitor:
        """Return whose session a token is."""
        if token not in self._open:
            raise NotLetIn("this session has ended")
        return self._open[token]

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._open.pop(token, None)

    def sessions_of(self, token: str) -> Sequence[OpenSession]:
        """Return the visitor's own sessions."""
        return ()

    def end_session(self, token: str, session_id: str) -> None:
        """End one of the visitor's own sessions."""
        raise NotLetIn("there is no such session")

    def choices_of(self, token: str) -> Sequence[Choice]:
        """Return the organizations of this sign-in."""
        return ()

    def go_on_to(self, token: str, slug: str) -> str:
        """Go on to another organization."""
        raise NotLetIn("this sign-in belongs to one organization")

    def change_password(self, token: str, old: str, new: str) -> str:
        """Change the visitor's own password."""
        raise NotLetIn("passwords are set by import")
