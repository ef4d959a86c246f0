"""Sessions of people: whose a token is, renewing, ending, and the other organizations of one."""

from uuid import UUID

from access.people import Person
from domain.errors import DataError
from storage.connections import Connection
from storage.faults import translated
from storage.rows import sessions
from storage.rows.sessions import OwnOrganization, SessionRow
from storage.tenant import tenant_transaction


def person_of(conn: Connection, organization_id: UUID, token: str) -> Person:
    """Return the person of a token, with what he or she may do now.

    Raises
    ------
    DataError
        If the token is not good, or of another organization.
    """
    with tenant_transaction(conn, organization_id, token):
        row = sessions.acting(conn)
    if row is None:
        raise DataError(
            "nobody is signed in, or the session has ended", remedy="sign in again: wellflow login"
        )
    return Person(
        app_user_id=row.app_user_id,
        organization_id=row.organization_id,
        capabilities=frozenset(row.capabilities),
        email=row.email,
        token=token,
        is_limited=row.is_limited,
    )


def renewed(conn: Connection, person: Person) -> Person:
    """Return the person with a fresh token; the one before is good for another minute.

    Raises
    ------
    DataError
        If the session has ended.
    """
    with tenant_transaction(conn, person.organization_id, person.token):
        token = sessions.renew(conn)
    return person_of(conn, person.organization_id, token)


def organizations_of(conn: Connection, person: Person) -> list[OwnOrganization]:
    """Return every organization that this sign-in belongs to."""
    with tenant_transaction(conn, person.organization_id, person.token):
        return sessions.own_organizations(conn)


def in_organization(conn: Connection, person: Person, slug: str) -> Person:
    """Return the same human being in another organization that the sign-in belongs to.

    Raises
    ------
    DataError
        If it does not belong there.
    """
    with tenant_transaction(conn, person.organization_id, person.token):
        wanted = {each.slug: each.organization_id for each in sessions.own_organizations(conn)}
        token = sessions.open_in(conn, slug)
    return person_of(conn, wanted[slug], token)


def join_sign_in(conn: Connection, person: Person, token: str) -> None:
    """Give the person of a one-time token, in another organization, the sign-in of this one.

    Raises
    ------
    DataError
        If the token is of no one-time secret, or either was signed in too long ago.
    """
    with tenant_transaction(conn, person.organization_id, person.token):
        sessions.join(conn, token)


def sign_out(conn: Connection, token: str) -> None:
    """End the session of a token; one that has ended stays ended."""
    with translated(), conn.transaction():
        sessions.end(conn, token)


def sessions_of(conn: Connection, person: Person) -> list[SessionRow]:
    """Return the person's good sessions; everybody's for who manages people."""
    with tenant_transaction(conn, person.organization_id, person.token):
        return sessions.all_sessions(conn)


def end_session(conn: Connection, person: Person, session_id: UUID) -> None:
    """End one of the person's sessions, or anybody's for who manages people.

    Raises
    ------
    DataError
        If there is no such session within reach.
    """
    with tenant_transaction(conn, person.organization_id, person.token):
        is_ended = sessions.end_one(conn, session_id)
    if not is_ended:
        raise DataError(
            "there is no such session of yours",
            where=str(session_id),
            remedy="wellflow sessions list",
        )
