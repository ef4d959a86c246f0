"""Signing in with an address and a secret; choosing a secret of one's own."""

import logging
from typing import Final

from access.people import Person
from access.secrets import Cost, Stretched, require_strong, stretched, stretched_earlier
from access.sessions import person_of
from domain.errors import DataError
from storage.connections import Connection
from storage.faults import translated
from storage.rows import sessions
from storage.rows.sessions import SignInTerms

log = logging.getLogger(__name__)

_TOO_LONG: Final = 1_000


class SecretMustChange(DataError):  # noqa: N818  # says what is to be done, no fault
    """The secret was set by somebody else: it opens nothing but the door to one of one's own."""

    def __init__(self, token: str, where: str) -> None:
        super().__init__(
            "this secret was set by somebody else and works once",
            where=where,
            remedy="choose one of your own: wellflow login",
        )
        self.token = token


def sign_in(
    conn: Connection,
    slug: str,
    email: str,
    secret: str,
    *,
    address: str | None = None,
    application: str = "",
) -> Person:
    """Return the person an address and a secret belong to, with a session.

    Parameters
    ----------
    conn : Connection
        Connection of the api role, outside a transaction.
    slug : str
        Organization.
    email : str
        Address, in any case.
    secret : str
        What the person types.
    address : str, optional
        Where the person sits, as a server in between knows it; the connection's without.
    application : str
        What the person signed in with, for the list of sessions.

    Raises
    ------
    DataError
        If address or secret is wrong, or either was tried too often; which of them is not said.
    SecretMustChange
        If the secret is a one-time secret: a new one is to be chosen.
    """
    said = email.strip().lower()
    token = _token(conn, slug, said, secret[:_TOO_LONG], address, application)
    with translated(), conn.transaction():
        begun = sessions.begin(conn, token)
    if begun is None:
        raise _refusal(slug, said)
    if begun.must_change:
        raise SecretMustChange(token, f"{said} of {slug}")
    log.info("signed in organization=%s person=%s", slug, begun.app_user_id)
    return person_of(conn, begun.organization_id, token)


def choose_secret(
    conn: Connection,
    slug: str,
    email: str,
    token: str,
    secret: str,
    *,
    address: str | None = None,
    application: str = "",
) -> Person:
    """Replace the secret of a person who has just signed in; return the person, signed in anew.

    Every session made with the secret before is ended. Where and with what the person sits is as
    for `sign_in`.

    Raises
    ------
    DataError
        If the new secret is short or weak, or signing in is too long ago.
    """
    said = email.strip().lower()
    require_strong(secret, slug, *said.replace("@", ".").split("."))
    with translated(), conn.transaction():
        sessions.change(conn, token, as_parameters(stretched(secret)))
    return sign_in(conn, slug, said, secret, address=address, application=application)


def as_parameters(made: Stretched) -> dict[str, object]:
    """Return a stretched secret as the database's functions take it."""
    return {
        "salt": made.salt,
        "memory_kib": made.cost.memory_kib,
        "passes": made.cost.passes,
        "lanes": made.cost.lanes,
        "stretched": made.key,
    }


def _token(
    conn: Connection, slug: str, email: str, secret: str, address: str | None, application: str
) -> str:
    with translated(), conn.transaction():
        terms = sessions.terms(conn, slug, email)
    cost = Cost(terms.memory_kib, terms.passes, terms.lanes)
    said = {
        "slug": slug,
        "email": email,
        "stretched": stretched(secret, salt=terms.salt, cost=cost).key,
        "earlier_stretched": _earlier(secret, terms),
        "from_address": address,
        "application": application,
    }
    with translated(), conn.transaction():
        return sessions.token_for(conn, said)


def _earlier(secret: str, terms: SignInTerms) -> bytes | None:
    if terms.earlier_salt is None:
        return None
    return stretched_earlier(
        secret,
        salt=terms.earlier_salt,
        cost=terms.earlier_cost or 0,
        block=terms.earlier_block or 0,
        lanes=terms.earlier_lanes or 0,
    )


def _refusal(slug: str, email: str) -> DataError:
    return DataError(
        "the address or the secret is wrong, or there were too many tries",
        where=f"{email} of {slug}",
        remedy="check both and the name of the organization; after ten wrong tries wait a quarter"
        " of an hour",
    )
