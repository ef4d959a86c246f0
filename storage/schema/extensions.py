"""The extensions of a database: btree_gist is a must, TimescaleDB is taken where it may be.

Whether TimescaleDB is there decides the flavour, so it is settled before the first migration;
a database that has begun as plain PostgreSQL is left as it is.
"""

import logging
from contextlib import closing
from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from storage.connections import Connection, connect

TIMESCALEDB: Final = "timescaledb"
# Managed servers refuse what is not on their list with the second one.
REFUSALS: Final = (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)

# Only superusers may read shared_preload_libraries. A library that was loaded with the server has
# registered its settings; those of one that was not, set in the configuration, are not listed.
_STATE: Final = """
select exists (select from pg_extension where extname = 'timescaledb'),
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname = 'migration' and c.relname = 'applied'),
       exists (select from pg_available_extensions where name = 'timescaledb'),
       exists (select from pg_settings where starts_with(name, 'timescaledb.'))
"""

_log = logging.getLogger(__name__)


def make_extensions(admin_dsn: str, owner_dsn: str, *, application: str) -> None:
    """Make the extensions as the administrator, or as the owner where they are trusted.

    Parameters
    ----------
    admin_dsn, owner_dsn
        Addresses of the administrator and of the owner in the database itself.
    application
        What the sessions call themselves.

    Raises
    ------
    psycopg.Error
        Neither of the two may make btree_gist.
    """
    logins = (admin_dsn, owner_dsn)
    with closing(connect(admin_dsn, application=application, autocommit=True)) as conn:
        wants_timescaledb = _may_take_timescaledb(conn)
    if wants_timescaledb and _refusal(TIMESCALEDB, logins, application) is not None:
        database = conninfo_to_dict(owner_dsn)["dbname"]
        _log.warning(
            "TimescaleDB is on this server, but neither this administrator nor the owner may make"
            " it: %s is plain PostgreSQL. To have TimescaleDB, a superuser must run"
            " `create extension timescaledb` in %s before the first `wellflow db migrate`",
            database,
            database,
        )
    refusal = _refusal("btree_gist", logins, application)
    if refusal is not None:
        raise refusal


def _may_take_timescaledb(conn: Connection) -> bool:
    """Return whether TimescaleDB is there to be made, and still can be the flavour."""
    row = conn.execute(_STATE.encode()).fetchone()
    if row is None:
        return False
    is_made, is_migrated, is_available, is_loaded = row
    if is_made or is_migrated or not is_available:
        return False
    if not is_loaded:
        _log.warning(
            "TimescaleDB is installed on this server but not loaded: %s is plain PostgreSQL."
            " To have TimescaleDB, add it to shared_preload_libraries, restart the server and"
            " run this again before the first `wellflow db migrate`",
            conn.info.dbname,
        )
    return bool(is_loaded)


def _refusal(name: str, logins: tuple[str, ...], application: str) -> psycopg.Error | None:
    """Make an extension as the first login that may; return the last refusal otherwise."""
    statement = sql.SQL("create extension if not exists {} schema public").format(
        sql.Identifier(name)
    )
    refusal: psycopg.Error | None = None
    for dsn in logins:
        # A connection of its own: TimescaleDB must be the first thing a session does.
        with closing(connect(dsn, application=application, autocommit=True)) as conn:
            try:
                conn.execute(statement)
            except REFUSALS as error:
                refusal = error
            else:
                return None
    return refusal
