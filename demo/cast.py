"""The people of a simulated operator, as its master file names them, and what each may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from domain.errors import DataError
from exchange.master import read_master

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who signs in."""

    email: str
    password: str

    @property
    def own_secret(self) -> str:
        """What a demo's person chooses in place of the secret of the papers."""
        return f"{self.password}-my-own"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone of one operator."""

    passwords: Mapping[str, str]
    capabilities: Mapping[str, frozenset[str]]

    def who_may(self, capability: str, *, other_than: Actor | None = None) -> Actor:
        """Return the first person with a capability, never the one excluded."""
        for email, held in self.capabilities.items():
            if capability in held and (other_than is None or email != other_than.email):
                return Actor(email, self.passwords[email])
        raise DataError(f"nobody may {capability}", remedy="grant it in the master file")


def read_cast(master: Path) -> Cast:
    """Return the people of a master file."""
    content = read_master(master)
    people = cast("Rows", content["app_user"])
    grants = cast("Rows", content["capability_grant"])
    passwords = {person["email"]: person["password"] for person in people}
    capabilities = {
        email: frozenset(grant["capability"] for grant in grants if grant["app_user"] == email)
        for email in passwords
    }
    return Cast(passwords, capabilities)
