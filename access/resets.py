"""One-time secrets: the first of a new person, and the reset of one that was forgotten."""

from typing import NamedTuple
from uuid import UUID

from access.actors import require
from access.duties import person_called
from access.people import Person
from access.secrets import one_time_secret, stretched
from access.sign_in import as_parameters
from storage.connections import Connection
from storage.rows import sessions
from storage.rows.sessions import ResetRow
from storage.tenant import tenant_transaction


class OneTimeSecret(NamedTuple):
    """What is handed to a person; it works once it no longer waits for a second person."""

    secret: str
    reset_id: UUID
    is_waiting: bool


def first_secret(conn: Connection, app_user_id: UUID, secret: str) -> None:
    """Give a person of the tenant in scope the one-time secret that a file names.

    The transaction presents who does it, or is of the database's owner.
    """
    sessions.reset(conn, app_user_id, as_parameters(stretched(secret)))


def reset_secret(conn: Connection, person: Person, email: str) -> OneTimeSecret:
    """Ask for a one-time secret for somebody who forgot theirs, or has none yet.

    Raises
    ------
    DataError
        If the person does not manage people, or there is nobody of that address.
    """
    require(person, person.organization_id, "user.manage")
    return _reset(conn, person.organization_id, email, person.token)


def reset_by_owner(conn: Connection, organization_id: UUID, email: str) -> OneTimeSecret:
    """Give a one-time secret as the owner of the installation: the way where no second is left.

    Parameters
    ----------
    conn : Connection
        Connection of the owner's role: nobody else may alone.
    """
    return _reset(conn, organization_id, email, None)


def confirm_reset(conn: Connection, person: Person, reset_id: UUID) -> None:
    """Confirm as the second person a reset that another asked for.

    Raises
    ------
    DataError
        If the person asked for it, or does not manage people.
    """
    require(person, person.organization_id, "user.manage")
    with tenant_transaction(conn, person.organization_id, person.token):
        sessions.confirm(conn, reset_id)


def waiting_resets(conn: Connection, person: Person) -> list[ResetRow]:
    """Return the resets that wait for a second person."""
    require(person, person.organization_id, "user.manage")
    with tenant_transaction(conn, person.organization_id, person.token):
        return sessions.resets_waiting(conn)


def _reset(conn: Connection, organization_id: UUID, email: str, token: str | None) -> OneTimeSecret:
    secret = one_time_secret()
    with tenant_transaction(conn, organization_id, token):
        who = person_called(conn, email)
        asked = sessions.reset(conn, who, as_parameters(stretched(secret)))
    return OneTimeSecret(secret, asked.reset_id, asked.is_waiting)
