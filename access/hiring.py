"""People come, leave, and come back."""

from collections.abc import Sequence
from typing import NamedTuple

from access.actors import require
from access.duties import MANAGES, Act, granted, person_called
from access.people import Person
from access.resets import first_secret
from access.secrets import one_time_secret
from domain.errors import DataError
from storage.connections import Connection
from storage.rows import people, rights
from storage.tenant import tenant_transaction


class Hired(NamedTuple):
    """A new person: the secret to hand over, which is kept nowhere, and the rights."""

    secret: str
    acts: list[Act]


def hire(
    conn: Connection, person: Person, email: str, full_name: str, capabilities: Sequence[str]
) -> Hired:
    """Store a new person with rights and a first secret, which works once.

    Raises
    ------
    DataError
        If the person who acts does not manage people, or somebody has that address.
    """
    require(person, person.organization_id, MANAGES)
    said, secret = email.strip().lower(), one_time_secret()
    with tenant_transaction(conn, person.organization_id, person.token):
        if people.person_id(conn, said) is not None:
            raise DataError(
                "somebody has this address",
                where=said,
                remedy=f"wellflow people grant {said} CAPABILITY; wellflow people back {said}"
                " for somebody who left",
            )
        rights.add_person(conn, person.organization_id, said, full_name)
        first_secret(conn, person_called(conn, said), secret)
        acts = granted(conn, person.organization_id, said, capabilities)
    return Hired(secret, acts)


def leave(conn: Connection, person: Person, email: str) -> None:
    """Let somebody act and sign in no longer; every open session ends at once.

    Raises
    ------
    DataError
        If the person who acts does not manage people, or is the one who leaves.
    """
    _set_active(conn, person, email, is_active=False)


def come_back(conn: Connection, person: Person, email: str) -> None:
    """Let somebody act again, with the rights from before, save managing people."""
    _set_active(conn, person, email, is_active=True)


def _set_active(conn: Connection, person: Person, email: str, *, is_active: bool) -> None:
    require(person, person.organization_id, MANAGES)
    with tenant_transaction(conn, person.organization_id, person.token):
        rights.set_active(conn, person_called(conn, email), is_active=is_active)
