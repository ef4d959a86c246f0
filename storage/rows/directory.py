"""Which organizations there are: the one list that can be read without being one of them."""

from dataclasses import dataclass
from uuid import UUID

from domain.errors import ConfigError
from storage.connections import Connection
from storage.faults import translated
from storage.records import joined


@dataclass(frozen=True, slots=True)
class Organization:
    """An entry of the directory; `slug` is its partition key and its name in commands."""

    organization_id: UUID
    slug: str


def organizations(conn: Connection) -> list[Organization]:
    """Return all organizations in the order of their slugs."""
    with translated(), conn.transaction():
        return joined(conn, Organization, "people/organizations")


def organization_id(conn: Connection, slug: str) -> UUID:
    """Return the identity of an organization.

    Raises
    ------
    ConfigError
        No organization has that slug.
    """
    known = {entry.slug: entry.organization_id for entry in organizations(conn)}
    if slug not in known:
        raise ConfigError(
            f"there is no organization {slug!r}",
            remedy=f"known ones: {', '.join(known) or 'none yet'}",
        )
    return known[slug]
