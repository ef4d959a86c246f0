"""The database's doors for signing in: terms, tokens, sessions, resets of secrets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sql import query
from storage.connections import Connection
from storage.records import joined


class SignInTerms(NamedTuple):
    """How a secret is stretched; the earlier ones are empty once nobody has an earlier secret."""

    salt: bytes
    memory_kib: int
    passes: int
    lanes: int
    earlier_salt: bytes | None
    earlier_cost: int | None
    earlier_block: int | None
    earlier_lanes: int | None


class Begun(NamedTuple):
    """Whose a good token is, and whether it opens nothing but a secret of one's own."""

    organization_id: UUID
    app_user_id: UUID
    must_change: bool
    expires_at: datetime


class ActingRow(NamedTuple):
    """The person whose session a transaction presents."""

    app_user_id: UUID
    organization_id: UUID
    email: str
    capabilities: Sequence[str]
    is_limited: bool


class SessionRow(NamedTuple):
    """A session that is good at the moment."""

    id: UUID
    app_user_id: UUID
    email: str
    signed_in_at: datetime
    expires_at: datetime
    from_address: str
    application: str | None
    is_this_one: bool


class ResetRow(NamedTuple):
    """A reset of a secret that waits for a second person."""

    reset_id: UUID
    app_user_id: UUID
    asked_by: UUID | None
    asked_at: datetime


class ResetAsked(NamedTuple):
    """A reset that was asked for: good at once, or waiting."""

    reset_id: UUID
    is_waiting: bool


class OwnOrganization(NamedTuple):
    """An organization that a sign-in belongs to."""

    organization_id: UUID
    slug: str


def terms(conn: Connection, slug: str, email: str) -> SignInTerms:
    """Return how the secret of an address is stretched; somebody unknown gets terms, too."""
    (found,) = joined(conn, SignInTerms, "people/sign_in_terms", {"slug": slug, "email": email})
    return found


def token_for(conn: Connection, said: Mapping[str, object]) -> str:
    """Count a try and return a token, good or not."""
    return str(_scalar(conn, query("people/sign_in"), said))


def begin(conn: Connection, token: str) -> Begun | None:
    """Look at a token for the first time; nothing if it is not good."""
    row = conn.execute("select * from wellflow.begin_session(%s)", (token,)).fetchone()
    return None if row is None else Begun(*row)


def acting(conn: Connection) -> ActingRow | None:
    """Return whose session the transaction presents, or nothing."""
    found = joined(conn, ActingRow, "people/acting")
    return found[0] if found else None


def renew(conn: Connection) -> str:
    """Return a fresh token for the one presented."""
    return str(_scalar(conn, "select wellflow.renew_session()"))


def open_in(conn: Connection, slug: str) -> str:
    """Return a token for another organization of the same sign-in."""
    return str(_scalar(conn, "select wellflow.open_session_in(%(slug)s)", {"slug": slug}))


def own_organizations(conn: Connection) -> list[OwnOrganization]:
    """Return the organizations of the sign-in that the transaction presents."""
    rows = conn.execute("select * from wellflow.organizations_of_session()").fetchall()
    return [OwnOrganization(*row) for row in rows]


def end(conn: Connection, token: str) -> None:
    """End the session of a token."""
    conn.execute("select wellflow.end_session(%s)", (token,))


def end_one(conn: Connection, session_id: UUID) -> bool:
    """End one session of one's own, or of anybody for who manages people; tell whether it was."""
    return bool(_scalar(conn, "select wellflow.end_session_of(%(id)s)", {"id": session_id}))


def all_sessions(conn: Connection) -> list[SessionRow]:
    """Return one's own sessions; everybody's for who manages people."""
    return [SessionRow(*row) for row in conn.execute("select * from wellflow.sessions()")]


def change(conn: Connection, token: str, made: Mapping[str, object]) -> None:
    """Replace the secret of the person whose token is given."""
    conn.execute(query("people/change_secret"), {"token": token, **made})


def reset(conn: Connection, app_user_id: UUID, made: Mapping[str, object]) -> ResetAsked:
    """Give a person a one-time secret, or ask for it."""
    given = {"app_user_id": app_user_id, **made}
    (asked,) = joined(conn, ResetAsked, "people/reset_secret", given)
    return asked


def confirm(conn: Connection, reset_id: UUID) -> None:
    """Confirm a reset as the second person."""
    conn.execute("select wellflow.confirm_reset(%s)", (reset_id,))


def resets_waiting(conn: Connection) -> list[ResetRow]:
    """Return the resets that wait for a second person."""
    return [ResetRow(*row) for row in conn.execute("select * from wellflow.resets_waiting()")]


def join(conn: Connection, token: str) -> None:
    """Give the person of a one-time token the sign-in that the transaction presents."""
    conn.execute("select wellflow.join_sign_in(%s)", (token,))


def people_who_sign_in(conn: Connection) -> dict[UUID, bool]:
    """Return who can sign in, and whether a secret must be chosen first."""
    rows = conn.execute("select * from wellflow.people_who_sign_in()").fetchall()
    return {row[0]: row[1] for row in rows}


def _scalar(conn: Connection, statement: str, params: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401
    row = conn.execute(statement.encode(), params).fetchone()
    return None if row is None else row[0]
