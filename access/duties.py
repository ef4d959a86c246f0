"""Rights, waivers and limits: given, confirmed by a second person, ended.

What touches one's own duties waits for somebody else with user.manage; the database decides that,
and marks what took effect because nobody else was there: its sheet is signed on paper.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple
from uuid import UUID

from access.actors import require
from access.people import Person
from catalog.enumerations import ENUMERATIONS
from domain.errors import DataError
from storage.connections import Connection
from storage.rows import people, rights
from storage.rows.rights import RosterRow, ToldRow
from storage.tenant import tenant_transaction

MANAGES: Final = "user.manage"


class Act(NamedTuple):
    """What was given to whom, and how it stands."""

    email: str
    what: str
    is_waiting: bool = False
    is_of_one_person: bool = False
    waiver_id: UUID | None = None
    reason: str = ""

    @property
    def standing(self) -> str:
        """How it stands, as a person reads it."""
        if self.is_waiting:
            return "waits for a second person: wellflow people waiting"
        if self.is_of_one_person:
            return "in force; nobody else could confirm it, so its sheet is to be signed"
        return "in force"


def grant(conn: Connection, person: Person, email: str, capabilities: Sequence[str]) -> list[Act]:
    """Grant rights; those that the person has, or that wait already, are passed over.

    Raises
    ------
    DataError
        If the person who acts does not manage people, or there is nobody of that address.
    """
    with _acting(conn, person):
        return granted(conn, person.organization_id, email, capabilities)


def granted(
    conn: Connection, organization_id: UUID, email: str, capabilities: Sequence[str]
) -> list[Act]:
    """Grant rights inside the transaction of whoever manages people."""
    _require_known(capabilities)
    who = person_called(conn, email)
    given = {each: rights.grant(conn, organization_id, who, each) for each in capabilities}
    return [Act(email, each, *how) for each, how in given.items() if how is not None]


def _require_known(capabilities: Sequence[str]) -> None:
    known = ENUMERATIONS["capability"]
    for each in capabilities:
        if each not in known:
            raise DataError(f"no right {each!r}", remedy=f"use {', '.join(known)}")


def end(conn: Connection, person: Person, email: str, capability: str) -> None:
    """End a right at once, or withdraw one that waits.

    Raises
    ------
    DataError
        As `grant`; if there is no such right, or nobody else would manage people.
    """
    _require_known([capability])
    with _acting(conn, person):
        n_ended = rights.end_right(conn, person_called(conn, email), capability)
        _require_one(n_ended, f"{capability} of {email}", "wellflow people list")


def confirm(conn: Connection, person: Person, email: str, capability: str) -> None:
    """Confirm as the second person a right that another granted.

    Raises
    ------
    DataError
        As `grant`; if it does not wait, or the person granted it, gets it, or was made a manager
        by the one who granted it alone.
    """
    _require_known([capability])
    with _acting(conn, person):
        n_confirmed = rights.confirm_right(conn, person_called(conn, email), capability)
        _require_one(n_confirmed, f"{capability} of {email}", "wellflow people waiting")


def waive(conn: Connection, person: Person, email: str, pair: str, reason: str) -> Act:
    """Store that one person may hold both halves of a duty: ``deck`` or ``payment``.

    Raises
    ------
    DataError
        As `grant`; if no reason is given.
    """
    if not reason.strip():
        raise DataError("a waiver says why", where=email, remedy="give a reason: --reason TEXT")
    with _acting(conn, person):
        who = person_called(conn, email)
        how = rights.waive(conn, person.organization_id, who, pair, reason.strip())
    return Act(
        email, f"waiver of the {pair} duty", how.is_waiting, how.is_of_one_person, how.id, reason
    )


def confirm_waiver(conn: Connection, person: Person, waiver_id: UUID) -> None:
    """Confirm as the second person a waiver that another stored."""
    with _acting(conn, person):
        n_confirmed = rights.confirm_waiver(conn, waiver_id)
        _require_one(n_confirmed, f"waiver {waiver_id}", "wellflow people waiting")


def end_waiver(conn: Connection, person: Person, waiver_id: UUID) -> None:
    """End a waiver at once."""
    with _acting(conn, person):
        n_ended = rights.end_waiver(conn, waiver_id)
        _require_one(n_ended, f"waiver {waiver_id}", "wellflow people list")


def limit(conn: Connection, person: Person, email: str, facility_codes: Sequence[str]) -> None:
    """Limit somebody to facilities, beside those of earlier limits.

    Raises
    ------
    DataError
        As `grant`; if there is no such facility, or that person manages people.
    """
    with _acting(conn, person):
        who = person_called(conn, email)
        for code in facility_codes:
            rights.limit(conn, person.organization_id, who, _facility(conn, code))


def end_limit(conn: Connection, person: Person, email: str, facility_codes: Sequence[str]) -> None:
    """End somebody's limit to facilities; without any left the whole organization is in reach."""
    with _acting(conn, person):
        who = person_called(conn, email)
        for code in facility_codes:
            n_ended = rights.end_limit(conn, who, _facility(conn, code))
            _require_one(n_ended, f"{email} at {code}", "wellflow people list")


def roster(conn: Connection, person: Person) -> list[RosterRow]:
    """Return everybody with the rights, waivers and limits in force."""
    with _acting(conn, person):
        return rights.roster(conn)


def waiting(conn: Connection, person: Person) -> list[ToldRow]:
    """Return the rights and waivers that wait for a second person."""
    with _acting(conn, person):
        return [each for each in rights.told(conn) if each.is_waiting]


def emails_by_id(conn: Connection, person: Person) -> dict[UUID, str]:
    """Return everybody's address."""
    with _acting(conn, person):
        return people.emails(conn)


def person_called(conn: Connection, email: str) -> UUID:
    """Return the person of an address in the tenant in scope.

    Raises
    ------
    DataError
        If there is nobody of that address.
    """
    who = people.person_id(conn, email)
    if who is None:
        raise DataError("there is no such person", where=email, remedy="wellflow people list")
    return who


@contextmanager
def _acting(conn: Connection, person: Person) -> Iterator[None]:
    require(person, person.organization_id, MANAGES)
    with tenant_transaction(conn, person.organization_id, person.token):
        yield


def _facility(conn: Connection, code: str) -> UUID:
    found = rights.facility_id(conn, code)
    if found is None:
        raise DataError("there is no such facility", where=code, remedy="write it as it is stored")
    return found


def _require_one(n_rows: int, what: str, remedy: str) -> None:
    if n_rows == 0:
        raise DataError("there is nothing of that kind to change", where=what, remedy=remedy)
