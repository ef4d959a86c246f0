"""Who acts: signing in with a secret, and what the person may do.

Secrets are kept as scrypt hashes with their parameters (RFC 7914), so that the parameters can grow
without touching the hashes already stored.
"""

import base64
import binascii
import hashlib
import hmac
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from domain.errors import ConfigError, DataError
from storage.connections import Connection
from storage.rows import people
from storage.tenant import tenant_transaction

log = logging.getLogger(__name__)

_COST: Final = 2**14
_BLOCK: Final = 8
_LANES: Final = 1
_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
_MEMORY_BYTES: Final = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who signed in: who, for whom, and what the person may do."""

    app_user_id: UUID
    organization_id: UUID
    capabilities: frozenset[str]
    email: str = ""


def hash_secret(secret: str, *, salt: bytes | None = None) -> str:
    """Return the scrypt hash of a secret with its parameters.

    Parameters
    ----------
    secret : str
        What the person types; must not be empty.
    salt : bytes, optional
        Random unless given.

    Raises
    ------
    DataError
        If the secret is empty.
    """
    if not secret:
        raise DataError("a password must not be empty", remedy="choose one")
    used = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    key = _derive(secret, used, _COST, _BLOCK, _LANES)
    return f"scrypt${_COST}${_BLOCK}${_LANES}${_text(used)}${_text(key)}"


def is_secret(secret: str, stored: str) -> bool:
    """Return whether a secret is the one behind a stored hash.

    Raises
    ------
    ConfigError
        If the stored hash cannot be read.
    """
    try:
        name, cost, block, lanes, salt, key = stored.split("$")
        parameters = (int(cost), int(block), int(lanes))
        known_salt, known_key = base64.b64decode(salt), base64.b64decode(key)
    except (ValueError, binascii.Error) as error:
        raise ConfigError(
            "the stored password hash cannot be read", remedy="set the password again"
        ) from error
    if name != "scrypt":
        raise ConfigError(f"unknown password hash {name!r}", remedy="set the password again")
    return hmac.compare_digest(_derive(secret, known_salt, *parameters), known_key)


def sign_in(conn: Connection, slug: str, email: str, secret: str) -> Person:
    """Return the person an address and a secret belong to.

    Parameters
    ----------
    conn : Connection
        Connection of the api or pipeline role, outside a transaction.
    slug : str
        Organization.
    email : str
        Address, in any case.
    secret : str
        Password.

    Raises
    ------
    DataError
        If address or secret is wrong; which of the two is not said.
    """
    found = people.sign_in_row(conn, slug, email.strip().lower())
    if found is None or found.password_hash is None:
        hash_secret(secret or "-")  # costs what a wrong password costs
        raise _refusal(slug, email)
    if not is_secret(secret, found.password_hash):
        raise _refusal(slug, email)
    with tenant_transaction(conn, found.organization_id, found.app_user_id):
        capabilities = people.capabilities(conn, found.app_user_id)
    log.info("signed in organization=%s person=%s", slug, found.app_user_id)
    return Person(found.app_user_id, found.organization_id, capabilities, email.strip().lower())


def require_any(person: Person, organization_id: UUID, capabilities: Sequence[str]) -> None:
    """Refuse an act of a person who has none of several capabilities.

    Raises
    ------
    DataError
        As `require`, naming each that would do.
    """
    held = [each for each in capabilities if each in person.capabilities]
    require(person, organization_id, held[0] if held else " or ".join(capabilities))


def require(person: Person, organization_id: UUID, capability: str) -> None:
    """Refuse an act of a person who may not do it.

    Raises
    ------
    DataError
        If the person belongs to another organization or lacks the capability.
    """
    if person.organization_id != organization_id:
        raise DataError(
            "this person belongs to another organization", where=person.email,
            remedy="sign in to the organization the act is for",
        )  # fmt: skip
    if capability not in person.capabilities:
        raise DataError(
            f"this person may not do {capability}",
            where=person.email or str(person.app_user_id),
            remedy=f"ask someone who manages users to grant {capability}, or act as another person",
        )


def _refusal(slug: str, email: str) -> DataError:
    return DataError(
        "the address or the password is wrong",
        where=f"{email} of {slug}",
        remedy="check both, and the name of the organization",
    )


def _derive(secret: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(
        secret.encode(),
        salt=salt,
        n=cost,
        r=block,
        p=lanes,
        maxmem=_MEMORY_BYTES,
        dklen=_KEY_BYTES,
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
