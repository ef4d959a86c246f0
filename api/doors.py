"""The doors of the pages: who comes in, by what, and until when.

The pages know nothing of the database but this. A token is all that a browser holds of a session.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.errors import DataError


class NotLetIn(DataError):  # noqa: N818  # what happened, in the words of a door
    """A sign-in or a session that is not good; what is wrong with it is not said."""


class ComeLater(DataError):  # noqa: N818  # as above
    """Too many tries; the door opens again by itself."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the pages, as one good session says.

    `sees_all` tells whether every organization of the installation is theirs: on Dagster's pages
    the work of all of them stands side by side.
    """

    name: str
    organization: str = ""
    organization_name: str = ""
    capabilities: frozenset[str] = field(default_factory=frozenset)
    is_machine_owner: bool = False
    sees_all: bool = False
    must_change_password: bool = False


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session of a visitor, as its owner sees it; the token is not in it."""

    session_id: str
    opened_at: datetime
    expires_at: datetime
    said_address: str = ""
    application: str = ""
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An organization that a person may go on to without signing in again."""

    slug: str
    name: str


class Doors(Protocol):
    """What the pages ask of whoever keeps people and sessions."""

    def sign_in(self, slug: str, email: str, secret: str, address: str) -> str:
        """Return the token of a new session.

        Raises
        ------
        NotLetIn
            The three do not belong together; which of them is wrong is not said.
        ComeLater
            This address or this person tried too often.
        """
        ...

    def person_of(self, token: str) -> Visitor:
        """Return whose session a token is, or raise `NotLetIn`."""
        ...

    def renewed(self, token: str) -> str:
        """Return the token to hold from now on, a fresh one when it is time for it."""
        ...

    def sign_out(self, token: str) -> None:
        """End the session of a token; one that is not good is as good as ended."""
        ...

    def sessions_of(self, token: str) -> Sequence[OpenSession]:
        """Return the visitor's own sessions, the newest first."""
        ...

    def end_session(self, token: str, session_id: str) -> None:
        """End one of the visitor's own sessions."""
        ...

    def choices_of(self, token: str) -> Sequence[Choice]:
        """Return the organizations this sign-in belongs to, its present one included."""
        ...

    def go_on_to(self, token: str, slug: str) -> str:
        """Return the token of a session in another organization of the same sign-in."""
        ...

    def change_password(self, token: str, old: str, new: str) -> str:
        """Change the visitor's own password; return the token that is good from now on.

        Raises
        ------
        NotLetIn
            The old one is wrong.
        DataError
            The new one is too short, or known to everybody.
        """
        ...
