"""The database's roles: their names inside SQL, and what they may never be."""

import re
from typing import Final

from psycopg import sql as composed

from domain.errors import StorageError
from storage.connections import Connection

OWNER_SUFFIX: Final = "_owner"
MENTIONED: Final = ("owner", "pipeline", "api")
VARIABLE: Final = re.compile(r""":(?:"(?P<name>[a-z]+)"|'(?P<literal>[a-z]+)')""")


def prefix_of(owner: str) -> str:
    """Return what all roles of a database begin with, from its owner's login."""
    if not owner.endswith(OWNER_SUFFIX):
        raise StorageError(
            f"migrations run as the database's owner, not as {owner}",
            remedy="use the owner's address from the credentials",
        )
    return owner.removesuffix(OWNER_SUFFIX)


def filled_in(text: str, conn: Connection, prefix: str) -> str:
    """Return SQL with psql's variables of roles, ``:"api"`` or ``:'api'``, replaced by names."""

    def name_of(match: re.Match[str]) -> str:
        role = match["name"] or match["literal"]
        if role not in MENTIONED:
            return match[0]
        name = f"{prefix}_{role}"
        part = composed.Identifier(name) if match["name"] else composed.Literal(name)
        return part.as_string(conn)

    return VARIABLE.sub(name_of, text)


def check_harmless(conn: Connection, login: str) -> None:
    """Refuse a login that the tenants' policies would not bind."""
    row = conn.execute(
        "select rolsuper or rolbypassrls or rolcreaterole or rolreplication"
        " from pg_roles where rolname = %s",
        (login,),
    ).fetchone()
    if row is not None and row[0]:
        raise StorageError(
            f"the role {login} exists and may bypass the tenants' policies",
            remedy=f'ask an administrator: alter role "{login}" nosuperuser nobypassrls'
            " nocreaterole noreplication",
        )
