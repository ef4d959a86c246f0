"""A secret before it leaves for the database: judged, and stretched.

The database keeps and compares the sha256 of what is stretched here (argon2id, RFC 9106; scrypt,
RFC 7914, for secrets of earlier releases, once).
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from domain.errors import DataError

SHORTEST: Final = 12
LONGEST: Final = 200
# Of 0 to 4: more than 10^8 guesses, as zxcvbn estimates them.
LEAST_SCORE: Final = 3
_JUDGED_CHARACTERS: Final = 72
_SALT_BYTES: Final = 16
_STRETCHED_BYTES: Final = 32
_SCRYPT_MEMORY_BYTES: Final = 64 * 2**20
# No letters that are read as one another.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 5
_GROUP_LENGTH: Final = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What argon2id takes: memory [KiB], passes, lanes; OWASP's second recommendation."""

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Stretched:
    """A secret as it goes to the database: its salt, what it cost, and the result."""

    salt: bytes
    cost: Cost
    key: bytes


def stretched(secret: str, *, salt: bytes | None = None, cost: Cost = Cost()) -> Stretched:
    """Return a secret stretched by argon2id, with a random salt unless one is given."""
    used = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    key = hash_secret_raw(
        secret.encode(),
        used,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=_STRETCHED_BYTES,
        type=Type.ID,
    )
    return Stretched(used, cost, key)


def stretched_earlier(secret: str, *, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    """Return a secret stretched as earlier releases did, by scrypt."""
    return hashlib.scrypt(
        secret.encode(),
        salt=salt,
        n=cost,
        r=block,
        p=lanes,
        maxmem=_SCRYPT_MEMORY_BYTES,
        dklen=_STRETCHED_BYTES,
    )


def require_strong(secret: str, *names: str) -> None:
    """Refuse a secret that is short, or that is guessed soon.

    Parameters
    ----------
    secret : str
        What the person chose.
    names : str
        Words that a guesser would try first: the address, the organization.

    Raises
    ------
    DataError
        Saying why, and what would be better.
    """
    from zxcvbn import zxcvbn  # its lists take a moment to load

    if not SHORTEST <= len(secret) <= LONGEST:
        raise DataError(
            f"a secret has {SHORTEST} to {LONGEST} characters, this one has {len(secret)}",
            remedy="take four or five words that have nothing to do with one another",
        )
    judged = zxcvbn(secret[:_JUDGED_CHARACTERS], user_inputs=list(names))
    if judged["score"] < LEAST_SCORE:
        said = judged["feedback"]["warning"] or "it is guessed soon"
        raise DataError(
            f"this secret is too weak: {said.rstrip('.').lower()}",
            remedy="take four or five words that have nothing to do with one another",
        )


def one_time_secret() -> str:
    """Return a random secret that can be read out over a telephone (99 bits)."""
    groups = [
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    ]
    return "-".join(groups)
