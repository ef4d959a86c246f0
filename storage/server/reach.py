"""Takes from the logins of tenants what PostgreSQL gives to everybody and none of them needs.

Many tenants share one login, one server and its locks. Some of what a login may do anywhere would
let one of them stop another: locks on numbers that can be guessed, ending the sessions of the same
login, reading what they ask, large objects that belong to nobody, jobs in the background.

What no server can take from a login: to change its own password and the settings of its next
sessions (`alter role current_user`), to LISTEN and NOTIFY, to make temporary tables as large as
the disk where it may make any. The first is repaired here at each bootstrap, and our own
connections name the settings that matter; see docs/security.md.
"""

import logging
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import Final, LiteralString

import psycopg
from psycopg import sql

from sql import query
from storage.connections import Connection, connect
from storage.server.credentials import Credentials

# A collector needs one connection and a few while the server has not noticed a lost one; the other
# two serve all tenants, and leave room on a server that takes a hundred.
BOX_CONNECTIONS: Final = 10
CONNECTIONS: Final = 40

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offered:
    """Something of the server that somebody other than the owner may use."""

    topic: str
    privilege: LiteralString
    object: LiteralString
    is_the_owners: bool
    holders: list[LiteralString]


@dataclass(frozen=True, slots=True)
class Trait:
    """Something a login of tenants has beside its rights in our tables."""

    kind: str
    login: str
    object: str | None
    is_box: bool


def narrow(
    admin_dsn: str, credentials: Credentials, *, application: str, owns_server: bool
) -> list[str]:
    """Take away what can be taken, and return in plain words what is left.

    Parameters
    ----------
    admin_dsn
        An administrator's address in the database itself.
    credentials
        Whose logins.
    application
        What the session calls itself.
    owns_server
        Whether the server serves nobody else, so that its other databases may be shut too.
    """
    with closing(connect(admin_dsn, application=application, autocommit=True)) as conn:
        for offered in _offered(conn, credentials):
            _withdraw(conn, credentials, offered)
        for trait in _traits(conn, credentials):
            _mend(conn, trait, owns_server=owns_server)
        return [*_still_offered(conn, credentials), *_still_had(conn, credentials)]


def tell(left: list[str], database: str) -> None:
    """Print what is left, a line each, and who can take it away."""
    for line in left:
        _log.warning("%s: %s", database, line)
    if left:
        _log.warning("%s: a superuser takes this away by `wellflow db bootstrap --admin DSN`,"
                     " save what other users of the server need", database)  # fmt: skip


def _offered(conn: Connection, credentials: Credentials) -> list[Offered]:
    found = conn.execute(query("reach/offered"), _names(credentials)).fetchall()
    return [Offered(*row) for row in found]


def _traits(conn: Connection, credentials: Credentials) -> list[Trait]:
    found = conn.execute(query("reach/logins"), _names(credentials)).fetchall()
    return [Trait(*row) for row in found]


def _names(credentials: Credentials) -> dict[str, str]:
    return {"prefix": f"{credentials.role_prefix}_"}


def _withdraw(conn: Connection, credentials: Credentials, offered: Offered) -> None:
    # The object is written as the server writes it, and so are the holders.
    right = sql.SQL("{} on {}").format(sql.SQL(offered.privilege), sql.SQL(offered.object))
    if offered.is_the_owners:
        owner = sql.Identifier(credentials.login("owner"))
        _try(conn, sql.SQL("grant {} to {}").format(right, owner))
    holders = sql.SQL(", ").join(map(sql.SQL, offered.holders))
    _try(conn, sql.SQL("revoke {} from {}").format(right, holders))


def _mend(conn: Connection, trait: Trait, *, owns_server: bool) -> None:
    login = sql.Identifier(trait.login)
    other = sql.Identifier(trait.object or "")
    match trait.kind:
        case "setting" if trait.object is None:
            _try(conn, sql.SQL("alter role {} reset all").format(login))
        case "setting":
            _try(conn, sql.SQL("alter role {} in database {} reset all").format(login, other))
        case "membership":
            _try(conn, sql.SQL("revoke {} from {}").format(other, login))
        case "connections":
            most = sql.Literal(BOX_CONNECTIONS if trait.is_box else CONNECTIONS)
            _try(conn, sql.SQL("alter role {} connection limit {}").format(login, most))
        case "database" if owns_server:
            _try(conn, sql.SQL("revoke connect on database {} from public").format(other))


def _try(conn: Connection, statement: sql.Composed) -> None:
    """Run what an administrator may be refused; what is left is found by looking again."""
    try:
        conn.execute(statement)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedObject) as error:
        _log.debug("refused: %s", error.diag.message_primary)


def _still_offered(conn: Connection, credentials: Credentials) -> list[str]:
    topics = Counter(offered.topic for offered in _offered(conn, credentials))
    return [
        f"every login reaches {topic} ({number} of the server's functions)"
        for topic, number in topics.items()
    ]


def _still_had(conn: Connection, credentials: Credentials) -> list[str]:
    found = _traits(conn, credentials)
    databases = sorted({trait.object or "" for trait in found if trait.kind == "database"})
    lines = [
        f"{trait.login} keeps a {trait.kind}: {trait.object or 'of its own'}"
        for trait in found
        if trait.kind != "database"
    ]
    if databases:
        names = ", ".join(databases)
        lines.append(
            f"every login may connect to {names} as well, and reaches there what was taken away"
            " here: `revoke connect on database NAME from public`"
        )
    return lines
