"""The doors of people: sign-in and sessions as the database keeps and proves them.

What a browser holds is an organization and the token of a session in it. Somebody with a one-time
secret has no session yet; these pages remember for a while that it was right, and let the person
do nothing but choose another.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from access.people import Person
from access.sessions import end_session as end
from access.sessions import in_organization, organizations_of, person_of, renewed, sessions_of
from access.sessions import sign_out as end_token
from access.sign_in import SecretMustChange, choose_secret, sign_in
from api.doors import Choice, NotLetIn, OpenSession, Visitor
from api.tries import Tries
from domain.errors import DataError
from storage.connections import Connection, connect
from storage.rows.directory import organizations
from storage.server import credentials
from storage.tenant import tenant_transaction

APPLICATION: Final = "A browser"
RENEWED_AFTER_S: Final = 20 * 60
CHOOSING_S: Final = 15 * 60
MOST_KNOWN: Final = 10_000
_CHOOSING: Final = "choosing-"


@dataclass
class PeopleDoors:
    """Asks the database of a state folder, as the login that acts for people."""

    state_dir: Path
    clock: Callable[[], float] = time.monotonic
    tries: Tries = field(default_factory=Tries)
    _since: dict[str, float] = field(default_factory=dict, repr=False)
    _next: dict[str, str] = field(default_factory=dict, repr=False)
    _choosing: dict[str, tuple[float, Visitor]] = field(default_factory=dict, repr=False)

    def sign_in(self, slug: str, email: str, secret: str, address: str) -> str:
        """Return what a browser holds from now on."""
        self.tries.require_few(slug, email)
        with self._connection() as conn:
            try:
                person = sign_in(
                    conn, slug, email, secret, address=address, application=APPLICATION
                )
            except SecretMustChange as must:
                # The person types it once more with the new one; this token has done its work.
                end_token(conn, must.token)
                self.tries.forget(slug, email)
                return self._to_choose(slug, email.strip().lower())
            except DataError as error:
                raise NotLetIn(error.what) from error
        self.tries.forget(slug, email)
        return self._held(person)

    def person_of(self, token: str) -> Visitor:
        """Return whose session it is."""
        if token.startswith(_CHOOSING):
            return self._who_chooses(token)
        with self._person(token) as (conn, person):
            own = organizations_of(conn, person)
            all_of_them = {each.organization_id for each in organizations(conn)}
            here = next((o.slug for o in own if o.organization_id == person.organization_id), "")
            return Visitor(
                name=person.email,
                organization=here,
                organization_name=_name(conn, person),
                capabilities=person.capabilities,
                sees_all=not person.is_limited and all_of_them <= {o.organization_id for o in own},
            )

    def renewed(self, token: str) -> str:
        """Return what a browser holds from now on: a fresh token, when it is time."""
        if token.startswith(_CHOOSING) or token in self._next:
            return self._next.get(token, token)
        if self.clock() - self._seen(token) < RENEWED_AFTER_S:
            return token
        with self._person(token) as (conn, person):
            fresh = self._held(renewed(conn, person))
        self._next[token] = fresh
        return fresh

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._choosing.pop(token, None)
        _, _, proof = token.partition(".")
        with self._connection() as conn:
            end_token(conn, proof)

    def sessions_of(self, token: str) -> Sequence[OpenSession]:
        """Return the visitor's own sessions, the newest first."""
        with self._person(token) as (conn, person):
            own = [row for row in sessions_of(conn, person) if row.email == person.email]
        return [
            OpenSession(
                session_id=str(row.id),
                opened_at=row.signed_in_at,
                expires_at=row.expires_at,
                said_address=row.from_address,
                application=row.application or "",
                is_this=row.is_this_one,
            )
            for row in reversed(own)
        ]

    def end_session(self, token: str, session_id: str) -> None:
        """End one of the visitor's sessions."""
        try:
            wanted = UUID(session_id)
        except ValueError as error:
            raise DataError("there is no such session of yours") from error
        with self._person(token) as (conn, person):
            end(conn, person, wanted)

    def choices_of(self, token: str) -> Sequence[Choice]:
        """Return the organizations of the sign-in."""
        if token.startswith(_CHOOSING):
            return ()
        with self._person(token) as (conn, person):
            return [Choice(each.slug, each.slug) for each in organizations_of(conn, person)]

    def go_on_to(self, token: str, slug: str) -> str:
        """Go on to another organization, and leave this one."""
        with self._person(token) as (conn, person):
            try:
                there = in_organization(conn, person, slug)
            except KeyError as error:
                raise NotLetIn("your sign-in does not belong there") from error
            end_token(conn, person.token)
            return self._held(there)

    def change_password(self, token: str, old: str, new: str) -> str:
        """Change the visitor's own secret; the one before is proved once more."""
        visitor = self.person_of(token)
        slug, email = visitor.organization, visitor.name
        self.tries.require_few(slug, email)
        with self._connection() as conn:
            proof = self._proof(conn, slug, email, old)
            person = choose_secret(conn, slug, email, proof, new)
        self._choosing.pop(token, None)
        self.tries.forget(slug, email)
        return self._held(person)

    def _proof(self, conn: Connection, slug: str, email: str, old: str) -> str:
        try:
            return sign_in(conn, slug, email, old, application=APPLICATION).token
        except SecretMustChange as must:
            return must.token
        except DataError as error:
            raise NotLetIn("the present password is another one") from error

    def _to_choose(self, slug: str, email: str) -> str:
        token = _CHOOSING + secrets.token_urlsafe(32)
        visitor = Visitor(email, slug, slug, must_change_password=True)
        _bound(self._choosing)
        self._choosing[token] = (self.clock() + CHOOSING_S, visitor)
        return token

    def _who_chooses(self, token: str) -> Visitor:
        until, visitor = self._choosing.get(token, (0.0, None))
        if visitor is None or until <= self.clock():
            raise NotLetIn("this took too long")
        return visitor

    def _held(self, person: Person) -> str:
        held = f"{person.organization_id.hex}.{person.token}"
        self._seen(held)
        return held

    def _seen(self, token: str) -> float:
        """Return since when a token is known here."""
        if token not in self._since:
            _bound(self._since)
            _bound(self._next)
        return self._since.setdefault(token, self.clock())

    @contextmanager
    def _person(self, token: str) -> Iterator[tuple[Connection, Person]]:
        organization, _, proof = token.partition(".")
        try:
            tenant = UUID(hex=organization)
        except ValueError as error:
            raise NotLetIn("this is no session") from error
        with self._connection() as conn:
            try:
                person = person_of(conn, tenant, proof)
            except DataError as error:
                raise NotLetIn(error.what) from error
            yield conn, person

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        dsn = credentials.load(self.state_dir).dsn("api")
        with closing(connect(dsn, application="pages")) as conn:
            yield conn


def _name(conn: Connection, person: Person) -> str:
    with tenant_transaction(conn, person.organization_id, person.token):
        row = conn.execute("select organization_name from wellflow.organization").fetchone()
    return "" if row is None else str(row[0])


def _bound(kept: dict[str, Any]) -> None:
    """Keep what is remembered small; whoever is forgotten is renewed a little later."""
    while len(kept) >= MOST_KNOWN:
        del kept[next(iter(kept))]
